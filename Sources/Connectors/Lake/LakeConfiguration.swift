internal import ObjectStorage

/// Keeps the text of the configuration that a digest stands for beside the tables made under it.
enum LakeConfiguration {
    /// Writes the text unless it is there.
    static func record(_ text: String, identity: LakeIdentity, environment: LakeEnvironment) throws
    {
        try mappingErrors {
            let path = try LakeLayout(pipeline: identity.pipeline)
                .configuration(identity.configuration)
            _ = try environment.store.putIfAbsent(path, Array(text.utf8))
        }
    }
}
