/// One of the things that a source asks for by itself: a symbol, or a symbol at an exchange.
package struct SourcePartition: Sendable, Equatable {
    /// The values, in the order of the source's axes.
    package let values: [String]
    /// What the state calls it: `symbol=ACME`, `symbol=ACME,exchange=XNAS`; empty for a source
    /// without axes.
    package let key: String

    /// All partitions of axes: every value of one with every value of the others.
    ///
    /// - Throws: where a lookup does, and where there are more than a process can look after.
    package static func all(
        _ axes: [PartitionAxis], lookup: PartitionLookup
    ) throws(PollProblem) -> [SourcePartition] {
        var rows: [[String]] = [[]]
        for axis in axes {
            let values: [String]
            switch axis.values {
            case .list(let list): values = list
            case .outside(let origin): values = try lookup(origin)
            }
            guard values.isEmpty || rows.count <= countMax / values.count else {
                throw PollProblem(
                    "there are more than \(countMax) partitions: every value of one of"
                        + " \(axes.map(\.name).joined(separator: ", ")) with every value of the"
                        + " others. take fewer values")
            }
            rows = rows.flatMap { row in values.map { row + [$0] } }
        }
        return rows.map { SourcePartition(axes, $0) }
    }

    /// The most partitions of a source.
    private static let countMax = 1_000_000

    private init(_ axes: [PartitionAxis], _ values: [String]) {
        self.values = values
        key = zip(axes, values).map { "\($0.name)=\($1)" }.joined(separator: ",")
    }
}

/// Partitions that one request asks for together.
package struct PartitionGroup: Sendable, Equatable {
    /// The partitions; they differ in the grouped axis alone.
    package let members: [SourcePartition]
    /// The index of the axis whose values are asked for together; nil when none is.
    private let axis: Int?

    /// Puts partitions together as far as the axes allow.
    package static func groups(
        of partitions: [SourcePartition], _ axes: [PartitionAxis]
    ) -> [PartitionGroup] {
        guard let axis = axes.firstIndex(where: { $0.group > 1 }) else {
            return partitions.map { PartitionGroup(members: [$0], axis: nil) }
        }
        var groups: [PartitionGroup] = []
        var open: [[String]: [SourcePartition]] = [:]
        var order: [[String]] = []
        for partition in partitions {
            var rest = partition.values
            rest.remove(at: axis)
            if open[rest] == nil { order.append(rest) }
            open[rest, default: []].append(partition)
            guard let members = open[rest], members.count == axes[axis].group else { continue }
            groups.append(PartitionGroup(members: members, axis: axis))
            open[rest] = []
        }
        for rest in order {
            guard let members = open[rest], !members.isEmpty else { continue }
            groups.append(PartitionGroup(members: members, axis: axis))
        }
        return groups
    }

    /// Two groups: what is done when the vendor refuses the members together, so that one that is
    /// bad is found among many by few requests.
    package var halves: [PartitionGroup] {
        let middle = members.count / 2
        return [members[..<middle], members[middle...]].filter { !$0.isEmpty }
            .map { PartitionGroup(members: Array($0), axis: axis) }
    }

    /// Names the group's values for templates.
    package func name(_ axes: [PartitionAxis], in scope: inout TemplateScope) {
        for (index, name) in axes.map(\.name).enumerated() {
            let value: TemplateValue =
                index == axis
                ? .list(members.map { $0.values[index] }) : .text(members[0].values[index])
            scope["partition.\(name)"] = value
        }
    }

    /// What messages call the group.
    package var label: String {
        guard let first = members.first, !first.key.isEmpty else { return "all" }
        return members.count == 1 ? first.key : "\(first.key) and \(members.count - 1) more"
    }
}
