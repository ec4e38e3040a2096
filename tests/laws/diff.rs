//! A diff tells everything: the earlier page with the changes made is the later page.

use super::{SAMPLES, open};
use proptest::prelude::*;
use scrubjay::dom::Tree;
use scrubjay::dom::diff::{self, What, apply};
use scrubjay::dom::select::Selector;
use scrubjay::event::Seq;
use scrubjay::recording::{Cancel, Recording, View};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

static OPENED: LazyLock<Vec<(PathBuf, Recording)>> =
    LazyLock::new(|| SAMPLES.values().map(|files| (files[0].clone(), open(&files[0]))).collect());

fn state(recording: &Recording, view: &View, window: u16, at: prop::sample::Index) -> (Seq, Arc<Tree>) {
    let seq = Seq::try_from(at.index(view.index.len())).unwrap();
    (seq, recording.tree(view, window, seq, &Cancel::new()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn applying_a_diff_makes_the_later_page(
        sample in any::<prop::sample::Index>(),
        window in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let (file, recording) = sample.get(&OPENED);
        let view = recording.view();
        let window = u16::try_from(window.index(view.windows.len())).unwrap();
        let ((from, before), (to, after)) =
            (state(recording, &view, window, from), state(recording, &view, window, to));
        let diff = diff::diff(&before, &after);
        let made = apply(&diff, &before);
        prop_assert_eq!(made.digest(), after.digest(), "{} #{} to #{}", file.display(), from, to);
        let rest = diff::diff(&made, &after);
        prop_assert!(rest.is_empty(), "{} #{} to #{}: {:?}", file.display(), from, to, rest.changes);
    }

    #[test]
    fn a_selector_made_for_a_node_finds_it_alone(
        sample in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        nodes in prop::collection::vec(any::<prop::sample::Index>(), 8),
    ) {
        let (file, recording) = sample.get(&OPENED);
        let (seq, tree) = state(recording, &recording.view(), 0, at);
        let all = Selector::parse("*, >>> *").unwrap().all(&tree);
        for node in nodes.into_iter().filter(|_| !all.is_empty()).map(|index| all[index.index(all.len())]) {
            let name = scrubjay::dom::select::selector_of(node);
            let selector = Selector::parse(&name);
            prop_assert!(selector.is_ok(), "{name}: {selector:?}");
            let selector = selector.unwrap();
            prop_assert_eq!(selector.all(&tree), vec![node], "{} #{}: {}", file.display(), seq, name);
            prop_assert!(selector.matches(node), "{}", name);
        }
    }
}

#[test]
fn one_event_is_told_by_what_it_did() {
    let recording = open(&SAMPLES["todo"][0]);
    let view = recording.view();
    let mut inserted = 0;
    for seq in view.index.seqs() {
        let step = recording.applied(&view, seq, &Cancel::new()).unwrap();
        let diff = diff::diff(&step.before, &step.after);
        assert_eq!(apply(&diff, &step.before).digest(), step.after.digest(), "#{seq}");
        inserted += diff.changes.iter().filter(|change| matches!(change.what, What::Inserted { .. })).count();
    }
    assert!(inserted > 0, "no event of the sample inserts a node");
}
