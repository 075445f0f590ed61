extension SourcePoller {
    /// Tells how far the slowest of the partitions is, where the source goes through time.
    func noteProgress(of partitions: [SourcePartition]) {
        guard let metrics = ports.metrics, case .time(let cursor) = source.cursor else { return }
        let slowest = partitions.compactMap { state.partitions[$0.key]?.time }.min()
        metrics.noteProgress(slowest, end: cursor.end)
    }
}
