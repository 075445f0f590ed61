import Pipeline

extension Configuration {
    /// The values in effect, as YAML that could be read again; defaults are marked.
    ///
    /// A value that was given as a reference is shown as the reference, and a secret as `***`. The
    /// pipeline file is the first document, its contracts follow in their order.
    public var rendered: String {
        var lines = YAMLLines()
        lines.line("# \(pipelineFile.name)")
        PipelineRendering(plan: plan, file: pipelineFile, contracts: contractFiles).write(
            to: &lines)
        for (topic, file) in zip(plan.topics, contractFiles) {
            lines.line("---")
            lines.line("# \(file.name)")
            ContractRendering(topic: topic, file: file).write(to: &lines)
        }
        return lines.text
    }

    /// The values in effect, file by file: the pipeline file, then its contracts.
    public var files: [EffectiveFile] {
        var lines = YAMLLines()
        PipelineRendering(plan: plan, file: pipelineFile, contracts: contractFiles).write(
            to: &lines)
        let contracts = zip(plan.topics, contractFiles).map { topic, file in
            var lines = YAMLLines()
            ContractRendering(topic: topic, file: file).write(to: &lines)
            return EffectiveFile(file.name, lines)
        }
        return [EffectiveFile(pipelineFile.name, lines)] + contracts
    }

    /// What the configuration holds, in a line or two.
    public var summary: String {
        let topics = plan.topics.map { topic in
            "\(topic.name) (\(topic.kind.rawValue), \(topic.fields.count) fields,"
                + " \(topic.rules.count) rules)"
        }
        let bars = plan.bars.intervals.map(\.name).joined(separator: ", ")
        return """
            ok: pipeline \(plan.name), \(topics.joined(separator: ", ")); bars \(bars)
            digest \(plan.digest)

            """
    }
}

extension FileNotes {
    /// The remark of a value: whether the file leaves it to its default.
    func remark(_ path: String) -> String? { given.contains(path) ? nil : "default" }
}
