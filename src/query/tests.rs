//! What expressions mean, where they are wrong, what completes them.

use super::*;
use crate::clock::Time;
use crate::extract::Level;
use std::cell::Cell;

/// A console error, a failed request, a click: rows as the timeline has them.
#[derive(Default)]
struct Sample {
    facts: Vec<(Field, Fact<'static>)>,
    /// How often the dear text was asked for.
    asked: Cell<u32>,
}

impl Facts for Sample {
    fn fact(&self, field: Field) -> Fact<'_> {
        self.asked.set(self.asked.get() + u32::from(field == Field::Text));
        self.facts.iter().find(|(own, _)| *own == field).map_or(Fact::Absent, |(_, fact)| fact.clone())
    }
}

fn row(at_s: i64, facts: impl IntoIterator<Item = (Field, Fact<'static>)>) -> Sample {
    let seq = Some(u32::try_from(at_s * 10).unwrap());
    let at = At { time: Time(at_s * 1_000_000), seq, recording: (Time(0), Time(100_000_000)) };
    Sample { facts: facts.into_iter().chain([(Field::At, Fact::At(at))]).collect(), asked: Cell::new(0) }
}

fn error() -> Sample {
    row(
        22,
        [
            (Field::Kind, Fact::text("console")),
            (Field::Level, Fact::Level(Level::Error)),
            (Field::Text, Fact::text("Uncaught TypeError: total is null")),
            (Field::Stack, Fact::Texts(vec!["pay (app.js:10:3)".into(), "onclick (app.js:4:1)".into()])),
            (Field::Window, Fact::Texts(vec!["1".into(), "0196-b".into()])),
        ],
    )
}

fn order() -> Sample {
    row(
        24,
        [
            (Field::Kind, Fact::text("network")),
            (Field::Text, Fact::text("POST http://shop.test/api/order?id=1 500 1.5 s")),
            (Field::Url, Fact::text("http://shop.test/api/order?id=1")),
            (Field::Method, Fact::text("POST")),
            (Field::Status, Fact::number(500)),
            (Field::Failed, Fact::Flag(true)),
            (Field::Dur, Fact::number(1500)),
            (Field::Size, Fact::number(12_000)),
            (Field::Window, Fact::Texts(vec!["10".into()])),
        ],
    )
}

fn click() -> Sample {
    row(
        20,
        [
            (Field::Kind, Fact::text("click")),
            (Field::Text, Fact::text("click button#buy \"Buy now\"")),
            (Field::Node, Fact::number(39)),
        ],
    )
}

/// Which of error, order and click fit, as letters.
fn fitting(expression: &str) -> String {
    let query = Query::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let rows = [('e', error()), ('o', order()), ('c', click())];
    rows.iter().filter(|(_, row)| query.matches(row)).map(|(letter, _)| *letter).collect()
}

fn hold(expressions: &[(&str, &str)]) {
    for (expression, rows) in expressions {
        assert_eq!(fitting(expression), *rows, "{expression}");
    }
}

#[test]
fn words_are_kinds_levels_or_parts_of_the_text() {
    hold(&[
        ("", "eoc"),
        ("click", "ec"),
        ("\"click\"", "ec"),
        ("network", "o"),
        ("error", "e"),
        ("Error", "e"),
        ("CLICK", ""),
        ("typeerror", "e"),
        ("TypeError:", "e"),
        ("\"Buy now\"", "c"),
        ("\"buy now\"", "c"),
        ("\"Now Buy\"", ""),
        ("now buy", "c"),
        ("app.js:10", "e"),
        ("http://shop.test/api", "o"),
        ("button#buy", "c"),
        (r#""\"Buy now\"""#, "c"),
    ]);
}

#[test]
fn fields_are_held_against_values() {
    hold(&[
        ("kind:click", "c"),
        ("kind:click,console", "ec"),
        ("kind:CLICK", "c"),
        ("kind!=click", "eo"),
        ("level:error", "e"),
        ("level:warn", ""),
        ("level:warn+", "e"),
        ("level>=warn", "e"),
        ("level>error", ""),
        ("level!=error", ""),
        ("-level:error", "oc"),
        ("url~order", "o"),
        ("url:order?id", "o"),
        ("url~order\\?id=\\d$", "o"),
        ("url~^http", "o"),
        ("url!~order", ""),
        ("url=http://shop.test/api/order?id=1", "o"),
        ("url=order", ""),
        ("method:post", "o"),
        ("method:GET,POST", "o"),
        ("method:pos", ""),
        ("status>=500", "o"),
        ("status:404,500", "o"),
        ("status<500", ""),
        ("status!=200", "o"),
        ("-status:200", "eoc"),
        ("failed:yes", "o"),
        ("failed:no", ""),
        ("dur>1s", "o"),
        ("dur>1.5s", ""),
        ("duration_ms>=1500", "o"),
        ("size>10kB", "o"),
        ("node:39", "c"),
        ("node:#39", "c"),
        ("at>=22s", "eo"),
        ("at<=21%", "c"),
        ("at>-77s", "o"),
        ("at:#220", "e"),
        ("at>#220", "o"),
        ("window:1", "e"),
        ("window:0196-b", "e"),
        ("stack~^onclick", "e"),
        ("text:\"is null\"", "e"),
    ]);
}

#[test]
fn terms_are_joined_turned_round_and_grouped() {
    hold(&[
        ("level:error typeerror", "e"),
        ("level:error or status>=500", "eo"),
        ("level:error | kind:click", "ec"),
        ("(level:error or kind:click) -buy", "e"),
        ("not (level:error or click)", "o"),
        ("-click", "o"),
        ("--click", "ec"),
        ("console and total", "e"),
        ("url~(cart|order)", "o"),
        ("total()", ""),
    ]);
}

/// The mistake, marked under the expression, then what was meant and the first choices.
fn mistake(expression: &str) -> String {
    let error = Query::parse_among(expression, Field::OF_ROWS).expect_err(expression);
    let mark = format!("{}{}", " ".repeat(error.at), "^".repeat(error.len.max(1)));
    let meant = error.meant.map(|meant| format!(" [{meant}?]")).unwrap_or_default();
    let choices: Vec<String> = error.choices.into_iter().take(3).collect();
    format!("{expression}\n{mark} {}{meant} {}\n", error.message, choices.join(" "))
}

#[test]
fn mistakes_are_marked_and_the_choices_told() {
    let mistakes = [
        "lvl:error x",
        "click staus>=500",
        "level:fatal",
        "level:error,wran",
        "kind:clicks",
        "kind>click",
        "status:abc",
        "status>=5xx",
        "dur>1000",
        "size>big",
        "at>12x",
        "seq:x",
        "failed:maybe",
        "url>5",
        "url~(",
        "url~a{2000}{2000}{2000}",
        "level:",
        "click level: error",
        "\"buy now",
        "text:\"buy",
        "(click",
        "click)",
        "click or",
        "or click",
        "()",
        "not",
        ">=500",
        "person:ann",
        "localhost:3000",
        "größe:5 status>=x",
    ];
    insta::assert_snapshot!(mistakes.map(mistake).concat());
}

#[test]
fn no_text_makes_the_reader_fail_otherwise_than_by_an_error() {
    let deep = "(".repeat(10_000);
    assert!(Query::parse(&deep).is_err());
    assert!(Query::parse(&"-".repeat(10_000)).is_err());
    proptest::proptest!(|(text in r#"([a-z:=~<>!|()" é\\-]|level|or){0,24}"#, cursor in 0usize..40)| {
        if let Err(error) = Query::parse(&text) {
            proptest::prop_assert!(text.get(error.at..error.at + error.len).is_some(), "{} {:?}", text, error);
        }
        let completion = complete(&text, cursor, Field::ALL);
        proptest::prop_assert!(text.get(completion.from..completion.to).is_some());
    });
}

#[test]
fn the_dear_text_is_made_only_when_nothing_else_decides() {
    let row = click();
    assert!(!Query::parse("\"buy now\" kind:console").unwrap().matches(&row));
    assert!(Query::parse("\"buy now\" or kind:click").unwrap().matches(&row));
    assert_eq!(row.asked.get(), 0);
    assert!(Query::parse("kind:click \"buy now\"").unwrap().matches(&row));
    assert_eq!(row.asked.get(), 1);
}

#[test]
fn hits_are_what_was_looked_for() {
    let hits = |expression: &str, text: &str| {
        let found = Query::parse(expression).unwrap().hits(text);
        found.into_iter().map(|hit| text.get(hit).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(hits("buy now -later", "later: Buy now, buy"), ["Buy", "now", "buy"]);
    assert_eq!(hits("text~n.w or nowhere status>=500", "nowhere"), ["nowhere"]);
    assert_eq!(hits("kind:click", "click"), Vec::<String>::new());
}

fn completed(text: &str) -> Vec<String> {
    let completion = complete(text, text.len(), Field::OF_ROWS);
    let before = text.get(..completion.from).unwrap();
    completion.candidates.iter().map(|candidate| format!("{before}{}", candidate.text)).collect()
}

#[test]
fn what_is_half_typed_is_completed() {
    assert_eq!(completed("lev"), ["level:"]);
    assert_eq!(completed("click -st"), ["click -stack~", "click -status>=", "click -style"]);
    assert_eq!(completed("level:wa"), ["level:warn"]);
    assert_eq!(completed("kind:click,con"), ["kind:click,console"]);
    assert_eq!(completed("(failed:"), ["(failed:yes", "(failed:no"]);
    assert_eq!(completed("click o"), ["click other", "click or"]);
    assert_eq!(completed("at>st"), ["at>start"]);
    assert!(completed("url~x").is_empty() && completed("\"lev").is_empty());
    assert!(completed("").len() > Field::OF_ROWS.len());
    assert_eq!(complete("level:wa click", 8, Field::ALL).candidates[0].text, "warn");
}

#[test]
fn every_field_has_one_name_and_its_words_are_taken() {
    for field in Field::ALL {
        assert_eq!(Field::named(field.name()), Some(*field));
        for word in field.words() {
            assert!(Query::parse(&format!("{}:{word}", field.name())).is_ok(), "{word}");
        }
    }
}
