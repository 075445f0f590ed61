extension SourceSchema {
    static var cursor: SchemaNode {
        .object([
            .init("kind", .words(["none", "time", "id"]), "what goes on"),
            .init("start", .scalar, "where: a time, a duration before the first poll, or an id"),
            .init("end", .anyText, "where polling ends"),
            .init("step", .duration, "the longest slice"),
            .init("granularity", .duration, "what the vendor tells apart"),
            .init("lookback", .duration, "what is asked for again"),
            .init("settle", .duration, "how long a record may still change"),
            .init("end_inclusive", .flag, "whether the vendor counts the end in"),
            .init("clamp", hours(["day"]), "what slices stay within"),
            .init("zone", .anyText, "whose days `clamp: day` means"),
            .init("from", .anyText, "the path of a record's id"),
        ])
    }

    static var paging: SchemaNode {
        .object([
            .init(
                "kind",
                .words([
                    "none", "number", "offset", "token", "next_url", "forward", "backward", "ids",
                ]), "the way"),
            .init("start", .number(least: 0), "the first page's number"),
            .init("size", .number(least: 1), "records of a full page"),
            .init("stop", .anyText, "a condition of the last page"),
            .init("from", .anyText, "the path of the token or URL"),
            .init("header", .anyText, "the header of the token or URL"),
            .init("newest_first", .flag, "whether pages end where they reach the slice's start"),
        ])
    }

    static var records: SchemaNode {
        .object([
            .init("path", .anyText, "where the records are"),
            .init("shape", shapeOrWord, "what they look like"),
            .init("absent", .words(["empty", "problem"]), "what it means that there are none"),
            .init("where", .anyText, "a condition of the records that are taken"),
            .init("time", .anyText, "the field that is the record's time"),
            .init("identity", .list(.anyText), "the fields that make a record the same record"),
            .init("fields", .map(.any([.scalar, field])), "the fields", isRequired: true),
            .init(
                "rest",
                .any([
                    .words(["drop", "keep"]),
                    .object([
                        .init("except", .list(.anyText), "what is dropped"),
                        .init("flatten", .anyText, "what joins the names of nested values"),
                    ]),
                ]), "what becomes of other values"),
        ])
    }

    static var shape: SchemaNode {
        .object([
            .init(
                "kind",
                .words(["objects", "keyed", "columnar", "positional", "csv", "lines"]),
                "the shape"),
            .init("name", .anyText, "what the keys are"),
            .init("path", .anyText, "the path within a key's value"),
            .init("rows", shapeOrWord, "the shape within a key's value"),
            .init("except", .list(.anyText), "keys whose values are no records"),
            .init(
                "columns", .any([.list(.anyText), .map(.anyText)]),
                "the names, or the paths by name"),
            .init("nullable", .list(.anyText), "columns that are all null in records left out"),
            .init("delimiter", .anyText, "what stands between values"),
        ])
    }

    static var mapping: SchemaNode {
        .object([
            .init(
                "kind", .words(["record", "trade", "bar", "quote", "instrument"]),
                "what the vendor's records are", isRequired: true),
            .init("interval", .duration, "the length of a bar"),
            .init("label", .words(["start", "end"]), "what a bar's time is"),
        ])
    }

    static var rule: SchemaNode {
        .object([
            .init("when", .anyText, "a condition", isRequired: true),
            .init(
                "action", .words(ResponseAction.allCases.map(\.rawValue)), "what it means",
                isRequired: true),
            .init("message", .anyText, "what is told"),
            .init(
                "wait",
                .object([
                    .init("header", .anyText, "the header that says how long"),
                    .init("body", .anyText, "the path of the body that says it"),
                    .init("pattern", .anyText, "how it says so, as in: retry in {seconds} s"),
                    .init(
                        "is", .words(WaitRule.Form.allCases.map(\.rawValue)), "what it holds"),
                    .init("longest", .duration, "the longest wait"),
                    .init("default", .duration, "the wait where the answer does not say"),
                ]), "where the answer says how long to wait"),
        ])
    }

    static var retries: SchemaNode {
        .object([
            .init("tries", .number(least: 0), "tries after the first"),
            .init("first", .duration, "the first wait"),
            .init("factor", .number(least: 1), "how many times as long each next wait is"),
            .init("longest", .duration, "the longest wait"),
        ])
    }

    private static var shapeOrWord: SchemaNode {
        .any([.words(["objects", "csv", "lines"]), .reference("shape")])
    }

    private static var field: SchemaNode {
        .object([
            .init("from", .anyText, "a path or a template"),
            .init("value", .scalar, "a constant"),
            .init(
                "as", .words(["as_is", "decimal", "integer", "text", "boolean"]),
                "what it becomes"),
            .init("round", .number(least: 0), "digits behind the point that stay"),
            .init("time", .anyText, "the form of a time"),
            .init(
                "zone",
                .any([.anyText, .object([.init("from", .anyText, "where the zone is named")])]),
                "the zone of local times"),
            .init("nulls", .list(.scalar), "texts that stand for no value"),
            .init("default", .scalar, "the value where there is none"),
            .init("required", .flag, "whether there has to be one"),
        ])
    }
}
