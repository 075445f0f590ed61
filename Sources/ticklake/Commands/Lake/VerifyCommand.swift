import ArgumentParsing
import JSONColumns
import ObjectStorage

/// `verify`: proves the ledger from the lake alone.
enum VerifyCommand {
    static let command = Command(
        "verify", "proves from a lake alone that no record is lost or counted twice",
        examples: ["ticklake verify lake", "ticklake verify lake --rows"]
    ) { a in
        let path = a.argument("LAKE", "the lake's folder", completion: .folders)
        let json = a.flag("json", "prints the checks and violations as JSON")
        let readsRows = a.flag("rows", "reads all rows as well, against the commits' digests")
        return {
            let verification = Verification(try ledger(path, readsRows: readsRows))
            try Console.show(json ? report(verification) + "\n" : text(verification))
            let count = verification.violations.count
            guard count > 0 else { return }
            throw CommandError(
                .failed, "the lake breaks its promises",
                why: count == 1 ? "1 violation" : "\(count) violations",
                advice: "keep the lake as it is, and make it anew from RAW with ticklake replay")
        }
    }

    private static func ledger(_ path: String, readsRows: Bool) throws -> Ledger {
        let lake = try LakeFolder(path)
        guard readsRows else { return try Ledger(lake) }
        var progress = ProgressReport()
        defer { progress.finish() }
        var count = 0
        return try Ledger(lake) { file in
            count += 1
            progress.update("\(Readable.count(count)) files read, now \(file.parent)")
        }
    }

    private static func text(_ verification: Verification) -> String {
        var table = TextTable(["check", "table", "lane", "what", "result"])
        for check in verification.checks {
            let result = check.violations == 0 ? "ok" : "\(check.violations) broken"
            table.append([check.promise, check.table, check.lane, check.extent, result])
        }
        let notes = verification.notes.map { "note: \($0)\n" }
        let violations = verification.violations.map { "violation: \($0)\n" }
        let verdict =
            verification.violations.isEmpty
            ? "ok: \(verification.checks.count) checks, none broken\n" : ""
        return table.text + (notes + violations).joined() + verdict
    }

    private static func report(_ verification: Verification) -> String {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("ok", verification.violations.isEmpty)
        writer.name("checks")
        writer.beginArray()
        for check in verification.checks {
            writer.beginObject()
            writer.member("check", check.promise)
            writer.member("table", check.table)
            writer.member("lane", check.lane.isEmpty ? .null : .string(check.lane))
            writer.member("what", check.extent)
            writer.member("violations", check.violations)
            writer.endObject()
        }
        writer.endArray()
        writer.name("violations")
        writer.beginArray()
        for violation in verification.violations {
            writer.beginObject()
            writer.member("table", violation.table)
            writer.member("lane", text(violation.lane))
            writer.member("version", violation.version.map { .integer($0) } ?? .null)
            writer.member("from", violation.range.map { .integer($0.lowerBound) } ?? .null)
            writer.member("until", violation.range.map { .integer($0.upperBound) } ?? .null)
            writer.member("message", violation.message)
            writer.endObject()
        }
        writer.endArray()
        writer.member("notes", .array(verification.notes.map { .string($0) }))
        writer.endObject()
        return writer.text
    }
}
