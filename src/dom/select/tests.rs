use super::*;

#[test]
fn a_mistake_is_told_with_its_column() {
    let column = |text: &str| Selector::parse(text).unwrap_err().column;
    assert!(Selector::parse("a > b, c:not(.d) >>> e, [x='a,b']").is_ok());
    assert_eq!(column("div)"), 4);
    assert!((5..=10).contains(&column("a, b:nope")), "{}", column("a, b:nope"));
    for text in ["", "a,", "a >", ".", "[", "a:not(", "::before", "a >>>", ":is(.a, :nope)"] {
        let error = Selector::parse(text);
        assert!(error.is_err(), "{text}");
        assert!(error.unwrap_err().column <= text.chars().count() + 1, "{text}");
    }
    let deep = format!("{}a{}", ":not(".repeat(10_000), ")".repeat(10_000));
    let _ = Selector::parse(&deep);
}
