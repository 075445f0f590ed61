import Columnar

extension ParquetReader {
    /// Whether the footer says that a field of `schema` has nothing but nulls in a row group.
    ///
    /// False where the file has no such field, and where it does not say.
    public func isAllNull(_ field: String, inGroup group: Int) -> Bool {
        guard let index = schema.index(of: field) else { return false }
        var leaves: [Int] = []
        nodes[index].addLeaves(to: &leaves)
        return leaves.allSatisfy { leaf in
            let chunk = footer.rowGroups[group].columns[leaf]
            return chunk.statistics?.nullCount == chunk.valueCount
        }
    }
}
