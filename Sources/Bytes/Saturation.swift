extension Int64 {
    /// The sum, or the nearest number that there is.
    package func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other < 0 ? .min : .max
    }

    /// The product, or the nearest number that there is.
    package func multipliedSaturated(_ other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        guard overflow else { return product }
        return (self < 0) == (other < 0) ? .max : .min
    }

    /// The largest multiple of a step, counted from 0, that is not larger.
    package func flooredToMultiple(of step: Int64) -> Int64 {
        let remainder = self % step
        return addingSaturated(-(remainder < 0 ? remainder + step : remainder))
    }
}
