/// What every file begins and ends with.
enum FileFormat {
    static let magic = Array("PAR1".utf8)
    /// What stands in its place where the footer is encrypted.
    static let encryptedMagic = Array("PARE".utf8)
    /// The length of the footer and the magic.
    static let trailerSize = 8
}
