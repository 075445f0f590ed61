import Kafka
import Testing

@Suite struct ErrorTests {
    @Test(
        "codes are sorted by what the caller does",
        arguments: [
            (Int32(-195), KafkaError.Kind.retry), (-187, .retry), (-185, .retry), (5, .retry),
            (6, .retry), (7, .retry), (14, .retry), (19, .retry), (44, .retry), (89, .retry),
            (-140, .dataLoss), (1, .dataLoss), (-199, .corrupt), (2, .corrupt), (3, .missing),
            (-188, .missing), (-190, .missing), (36, .exists), (10, .refused), (37, .refused),
            (29, .denied), (30, .denied), (58, .denied), (-169, .denied), (-186, .configuration),
            (-197, .closed), (47, .fatal), (48, .fatal), (90, .fatal), (-150, .fatal),
            (12_345, .fatal),
        ])
    func kinds(code: Int32, kind: KafkaError.Kind) {
        #expect(KafkaErrorCode(code).kind == kind, "\(KafkaErrorCode(code).name)")
    }

    @Test("a code tells its name and meaning")
    func names() {
        #expect(KafkaErrorCode(1).name == "OFFSET_OUT_OF_RANGE")
        #expect(KafkaErrorCode(1).meaning == "Broker: Offset out of range")
    }

    @Test("data loss tells the missing offsets exactly")
    func missingOffsets() {
        func error(expected: Int64, _ marks: Watermarks?) -> KafkaError {
            KafkaError(.dataLoss, "gone", expectedOffset: expected, watermarks: marks)
        }
        #expect(error(expected: 5, Watermarks(low: 9, high: 20)).missingOffsets == 5..<9)
        #expect(error(expected: 30, Watermarks(low: 9, high: 20)).missingOffsets == nil)
        #expect(error(expected: 5, nil).missingOffsets == nil)
    }
}
