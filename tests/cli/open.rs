use super::{checkout, records};

#[test]
fn json_alone_prints_what_the_screen_would_show() {
    let all = records(&[&checkout()]);
    let of = |name: &str| all.iter().filter(|record| record["record"] == name).cloned().collect::<Vec<_>>();
    assert_eq!(of("session"), records(&["info", &checkout()]));
    assert_eq!(of("row"), records(&["events", &checkout()]));
    assert_eq!(of("console"), records(&["console", &checkout()]));
    assert_eq!(of("network"), records(&["network", &checkout()]));
}
