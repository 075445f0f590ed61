extension Verification {
    /// Says which offsets are nowhere any more, where `on_data_loss: continue` accepted that.
    ///
    /// RAW is told of a gap first, and the other tables follow it.
    mutating func noteLosses(of table: LedgerTable) {
        guard table.layer == "raw" else { return }
        for lane in table.lanes {
            for (version, step) in table.steps(of: lane) {
                for lost in step.lost {
                    note(
                        "\(table.name), lane \(lane), version \(version), offsets "
                            + "\(lost.lowerBound)..\(lost.upperBound): lost before they reached "
                            + "the lake, accepted by on_data_loss: continue")
                }
            }
        }
    }
}
