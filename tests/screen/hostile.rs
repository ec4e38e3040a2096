//! What a hostile recording may try on the screen: whatever it holds, nothing acts, and the rules stay straight.

use super::letters;
use ratatui::buffer::Buffer;
use scrubjay::archive::Input;
use scrubjay::recording::{Recording, Want};
use scrubjay::tui::{Depth, Options, Stage};

/// Texts that do something to a terminal, or to the columns behind them.
const EVIL: &[&str] = &[
    "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}",
    "漢字かな한글ｆｕｌｌ",
    "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽",
    "e\u{301}\u{302}\u{303}a\u{20dd}\u{fe0f}क्षि",
    "שלום עולם مرحبا بالعالم",
    "\t\r\n\u{b}\u{c}\u{85}\u{2028}x",
    "\u{e0041}\u{e007f}\u{180e}\u{ad}|│┃",
];

/// A recording with such a text wherever one can be recorded.
fn recording(evil: &str) -> Recording {
    let e = serde_json::to_string(evil).unwrap();
    let e = e.trim_start_matches('"').trim_end_matches('"');
    let many = "y".repeat(300);
    let text = format!(
        r#"[
        {{"type":4,"timestamp":1000,"data":{{"href":"http://a.test/{e}","width":800,"height":600}}}},
        {{"type":2,"timestamp":1001,"data":{{"node":{{"type":0,"id":1,"childNodes":[
            {{"type":2,"tagName":"html","id":2,"attributes":{{}},"childNodes":[
            {{"type":2,"tagName":"p{e}","id":3,"attributes":{{"title":"{e}","id":"{e}","x{e}":"1"}},"childNodes":[
            {{"type":3,"id":4,"textContent":"{e} {many} {e}"}}]}},
            {{"type":2,"tagName":"h1","id":5,"attributes":{{}},"childNodes":[{{"type":3,"id":6,"textContent":"{e}"}}]}},
            {{"type":2,"tagName":"a","id":7,"attributes":{{"href":"{e}"}},"childNodes":[{{"type":3,"id":8,"textContent":"{e}"}}]}},
            {{"type":2,"tagName":"button","id":9,"attributes":{{}},"childNodes":[{{"type":3,"id":10,"textContent":"{e}"}}]}},
            {{"type":2,"tagName":"input","id":11,"attributes":{{"value":"{e}","placeholder":"{e}"}},"childNodes":[]}},
            {{"type":2,"tagName":"div","id":12,"attributes":{{"class":"x{e}","rr_width":"{e}","rr_height":"{e}"}},"childNodes":[]}},
            {{"type":2,"tagName":"pre","id":13,"attributes":{{}},"childNodes":[{{"type":3,"id":14,"textContent":"{e}\n{e}"}}]}},
            {{"type":2,"tagName":"img","id":15,"attributes":{{"alt":"{e}"}},"childNodes":[]}}
            ]}}]}},"initialOffset":{{"top":0,"left":0}}}}}},
        {{"type":3,"timestamp":1002,"data":{{"source":2,"type":2,"id":3,"x":1,"y":1}}}},
        {{"type":3,"timestamp":1003,"data":{{"source":0,"texts":[{{"id":4,"value":"{e}!"}}],
            "attributes":[{{"id":3,"attributes":{{"title":"b{e}","{e}":"1"}}}}],"removes":[{{"parentId":3,"id":99}}],
            "adds":[{{"parentId":2,"nextId":null,"node":{{"type":3,"id":20,"textContent":"{e}"}}}}]}}}},
        {{"type":3,"timestamp":1004,"data":{{"source":5,"id":11,"text":"{e}","isChecked":false}}}},
        {{"type":5,"timestamp":1005,"data":{{"tag":"{e}","payload":{{"a{e}":"{e} {many}","b":"{{\"{e}\":1}}"}}}}}},
        {{"type":6,"timestamp":1006,"data":{{"plugin":"rrweb/console@1","payload":{{"level":"error",
            "trace":["{e} (http://a.test/{e}:1:2)","{e}"],"payload":["\"{e}\"","{{\"a{e}\":[\"{e}\"]}}"]}}}}}},
        {{"type":6,"timestamp":1007,"data":{{"plugin":"rrweb/network@1","payload":{{"requests":[
            {{"name":"http://a{e}.test/{e}","method":"{e}","status":500,"timestamp":1007,"startTime":1,"duration":2,
              "initiatorType":"{e}","responseHeaders":{{"h{e}":"{e}","content-type":"text/{e}"}},"responseBody":"{e}",
              "requestBody":"{{\"{e}\":\"{e}\"}}"}}]}}}}}}
        ]"#
    );
    // White space that JSON forbids raw inside strings was escaped; what is left between them is ours.
    let file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    Recording::load(&[Input::Path(file.path().to_owned())], Want::Everything).unwrap()
}

/// Every pane, with what opens it as far as it goes.
const PANES: &[&str] = &["0", "1", "2 + _", "3", "3 t", "4 _", "5 d + _", "6 d j + j + j + j +", "7 d", "8 d", "9 d"];

/// Every cell holds one grapheme that acts on nothing and is as wide as its cells; upright rules have no gaps.
fn check(buffer: &Buffer, what: &str) {
    let (width, height) = (buffer.area.width, buffer.area.height);
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            assert!(!symbol.chars().any(scrubjay::text::acts), "{what}: {symbol:?} at {x},{y}");
            let columns = u16::try_from(scrubjay::text::width(symbol)).unwrap().max(1);
            assert!(x + columns <= width, "{what}: {symbol:?} at {x},{y} hangs over the edge");
            x += columns;
        }
    }
    // The rules between the regions hang from the line below the header.
    let top = 1;
    for x in (0..width).filter(|x| height > top && buffer[(*x, top)].symbol() == "┬") {
        let bottom = (top + 1..height).find(|y| buffer[(0, *y)].symbol() == "─");
        let bottom = bottom.unwrap_or_else(|| panic!("{what}: no rule below\n{}", letters(buffer)));
        assert!(bottom > top + 3, "{what}: the regions are high\n{}", letters(buffer));
        for y in top + 1..bottom {
            assert_eq!(buffer[(x, y)].symbol(), "│", "{what}: the rule at {x} breaks in line {y}\n{}", letters(buffer));
            let before = buffer[(x - 1, y)].symbol();
            assert!(scrubjay::text::width(before) < 2, "{what}: {before:?} covers the rule at {x} in line {y}");
        }
    }
}

#[test]
fn no_text_acts_or_bends_a_rule_in_any_pane() {
    for evil in EVIL {
        let recording = recording(evil);
        let options = Options { name: (*evil).to_owned(), ..Options::default() };
        for size in [(80, 24), (120, 40), (200, 60)] {
            let mut stage = Stage::new(&recording, &options, size, Depth::Ansi256);
            for at in ["g l", "l", "l", "l", "l", "l", "l"] {
                stage.keys(at);
                for keys in PANES {
                    stage.keys(keys);
                    check(&stage.draw(), &format!("{evil:?} at {size:?}, event {}, {keys}", stage.seq()));
                }
            }
        }
    }
}

#[test]
fn every_pane_at_every_size_is_drawn_and_does_not_panic() {
    let recording = recording(EVIL.concat().as_str());
    let mut stage = Stage::new(&recording, &Options::default(), (80, 24), Depth::Ansi256);
    stage.keys("G");
    for keys in PANES {
        stage.keys(keys);
        for (columns, lines) in
            [(20, 5), (21, 7), (40, 12), (59, 14), (60, 15), (99, 29), (130, 33), (170, 50), (500, 200)]
        {
            stage.resizes(columns, lines);
            check(&stage.draw(), &format!("{keys} at {columns}x{lines}"));
            for key in ["j", "k", "End", "Home", "n", ")", "(", "-", "+", "\\"] {
                stage.keys(key);
            }
            check(&stage.draw(), &format!("{keys} at {columns}x{lines}, walked"));
        }
        stage.resizes(80, 24);
    }
}
