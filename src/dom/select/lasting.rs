//! Which names of a page will be there in another run of it: not those of a passing state, nor those that a program made up.

/// Words that say how an element is at the moment, wherever they stand in a class: `nav-item-active`, `is-open`.
const STATES: [&str; 51] = [
    "active",
    "animating",
    "checked",
    "closed",
    "collapsed",
    "collapsing",
    "completed",
    "current",
    "dirty",
    "disabled",
    "dragging",
    "editing",
    "enabled",
    "entering",
    "error",
    "expanded",
    "filled",
    "focus",
    "focused",
    "hidden",
    "hide",
    "highlighted",
    "hover",
    "hovered",
    "invalid",
    "invisible",
    "leaving",
    "loaded",
    "loading",
    "open",
    "opened",
    "opening",
    "pressed",
    "pristine",
    "selected",
    "show",
    "showing",
    "shown",
    "sorted",
    "touched",
    "unchecked",
    "unselected",
    "untouched",
    "valid",
    "visible",
    "within",
    "asc",
    "desc",
    "even",
    "odd",
    "first",
];
/// Digits in a row that nobody writes by hand.
const COUNTED: usize = 3;

/// Whether a class or an id is likely the same in another run.
#[must_use]
pub fn is_lasting(name: &str) -> bool {
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    !name.contains(':')
        && !words().any(|word| STATES.iter().any(|state| word.eq_ignore_ascii_case(state)) || is_made_up(word))
}

/// Whether a word is a counter or a hash: `1234`, `css-1q2w3e4`, `a3f9c2d1`.
fn is_made_up(word: &str) -> bool {
    let is_digit = |c: &u8| c.is_ascii_digit();
    let longest = word
        .as_bytes()
        .chunk_by(|a, b| is_digit(a) == is_digit(b))
        .filter(|run| is_digit(&run[0]))
        .map(<[u8]>::len)
        .max();
    // Letters and digits in turns, as no word has them (`h1`, `col2`, `mt4` have them once).
    let turns = word.as_bytes().windows(2).filter(|pair| is_digit(&pair[0]) != is_digit(&pair[1])).count();
    longest.is_some_and(|longest| longest >= COUNTED) || (word.len() >= 5 && turns >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_counters_and_hashes_do_not_last() {
        for name in
            ["nav-link", "btn", "ag-header-cell", "col2", "mt-4", "h1", "todo-list", "step-2", "html5", "activity"]
        {
            assert!(is_lasting(name), "{name}");
        }
        for name in [
            "active",
            "nav-item-active",
            "is-open",
            "ag-row-hover",
            "Mui-selected",
            "css-1q2w3e4",
            ":r1:",
            "ember123",
            "radix-:r3:",
            "item-20481",
            "a3f9c2d1",
            "md:flex",
            "todo_completed",
        ] {
            assert!(!is_lasting(name), "{name}");
        }
    }
}
