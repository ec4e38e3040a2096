use super::*;

#[test]
fn a_mistake_is_told_with_its_column() {
    let column = |text: &str| Selector::parse(text).unwrap_err().column;
    assert!(Selector::parse("a > b, c:not(.d) >>> e, [x='a,b']").is_ok());
    assert_eq!(column("div)"), 4);
    assert_eq!(column("a, b:nope"), 6);
    assert_eq!(column("é:nope > p"), 3);
    for text in ["", "a,", "a >", ".", "[", "a:not(", "::before", "a >>>", ":is(.a, :nope)"] {
        let error = Selector::parse(text);
        assert!(error.is_err(), "{text}");
        assert!(error.unwrap_err().column <= text.chars().count() + 1, "{text}");
    }
    let deep = format!("{}a{}", ":not(".repeat(10_000), ")".repeat(10_000));
    let _ = Selector::parse(&deep);
}
