import ArgumentParsing
import Poller

/// `poll schema`: the form of a source's file, for editors.
enum PollSchemaCommand {
    static let command = Command(
        "schema", "prints the JSON Schema of a source's file, for editors that check YAML",
        examples: ["ticklake poll schema > source.schema.json"]
    ) { _ in
        { try Console.showLine(SourceSchema.text) }
    }
}
