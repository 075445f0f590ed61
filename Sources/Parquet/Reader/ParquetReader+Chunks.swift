extension ParquetReader {
    /// Where a column chunk lies in the file.
    func range(of leaf: Int, inGroup group: Int) throws(ParquetError) -> Range<Int> {
        let metadata = footer.rowGroups[group].columns[leaf]
        let rowCount = footer.rowGroups[group].rowCount
        let path = leaves[leaf].path
        if let obstacle = metadata.obstacle {
            throw ParquetError(.unsupported, "\(obstacle). column=`\(path)`")
        }
        guard metadata.physical == leaves[leaf].physical else {
            throw ParquetError(.corrupt, "a column chunk has another type. column=`\(path)`")
        }
        let isCountPossible =
            leaves[leaf].repetitionMax > 0
            ? metadata.valueCount >= rowCount : metadata.valueCount == rowCount
        guard isCountPossible else {
            throw ParquetError(
                .corrupt, "a column chunk has not a value for each row. column=`\(path)`")
        }
        guard metadata.valueCount <= limits.chunkValues,
            metadata.compressedSize <= limits.chunkBytes
        else { throw ParquetError(.tooLarge, "a column chunk is too large. column=`\(path)`") }
        var start = metadata.dataPageOffset
        // Some writers say 0 where there is no dictionary.
        if let offset = metadata.dictionaryPageOffset, offset > 0 { start = min(start, offset) }
        guard start >= 0, metadata.compressedSize >= 0, start <= size,
            metadata.compressedSize <= size - start
        else {
            throw ParquetError(.corrupt, "a column chunk is outside the file. column=`\(path)`")
        }
        return start..<start + metadata.compressedSize
    }
}
