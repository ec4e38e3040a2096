//! A node's life agrees with the states that seeks show.

use super::{SAMPLES, open};
use scrubjay::recording::Cancel;
use scrubjay::recording::life::{Absence, Deed};

#[test]
fn a_life_ends_where_the_page_says() {
    let recording = open(&SAMPLES["todo"][0]);
    let view = recording.view();
    let last = view.index.last().unwrap();
    let end = recording.tree(&view, 0, last, &Cancel::new()).unwrap();
    let (mut here, mut gone) = (0, 0);
    for id in 1..120 {
        let life = recording.life(&view, 0, id, &Cancel::new()).unwrap();
        let attached = end.get(id).is_some_and(|node| end.is_attached(node));
        assert_eq!(life.absence.is_none(), attached, "#{id}: {life:?}");
        here += usize::from(attached);
        if let Some(Absence::Removed(seq)) = life.absence {
            gone += 1;
            let before = recording.tree(&view, 0, seq - 1, &Cancel::new()).unwrap();
            assert!(before.get(id).is_some(), "#{id} was not there before #{seq}");
        }
        let begins = life.moments.first().is_none_or(|first| matches!(first.deed, Deed::Created { .. }));
        assert!(begins, "#{id}: {life:?}");
    }
    assert!(here > 10 && gone > 0, "{here} here, {gone} gone");
    let unknown = recording.life(&view, 0, 999_999, &Cancel::new()).unwrap();
    assert!(matches!(unknown.absence, Some(Absence::NeverRecorded { .. })) && unknown.moments.is_empty());
}
