/// Division of exact sums.
enum ExactDivision {
    /// The largest magnitude of a decimal of 18 digits.
    static let digits18Max: Int128 = 999_999_999_999_999_999
    /// The largest magnitude of a decimal of 38 digits.
    static let digits38Max: Int128 = 99_999_999_999_999_999_999_999_999_999_999_999_999

    /// The quotient rounded half to even; nil for a divisor of zero or a quotient that no decimal
    /// of 18 digits holds.
    static func halfEven(_ dividend: Int128, by divisor: Int128) -> Int64? {
        guard divisor != 0, divisor != -1 || dividend != .min else { return nil }
        var (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        let rest = remainder.magnitude
        // Against the half without doubling: what is left of the divisor after the rest.
        let other = divisor.magnitude - rest
        if rest > other || (rest == other && quotient & 1 != 0) {
            quotient += (dividend < 0) == (divisor < 0) ? 1 : -1
        }
        return quotient.magnitude <= digits18Max.magnitude ? Int64(quotient) : nil
    }
}
