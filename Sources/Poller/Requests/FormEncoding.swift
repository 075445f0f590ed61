/// Values as HTML's forms encode them: spaces are pluses.
enum FormEncoding {
    static func encoded(_ text: String) -> String {
        TemplatePlace.percentEncoded(text).replacing("%20", with: "+")
    }
}
