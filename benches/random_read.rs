//! How long it takes to read an event at a random place of a packed archive: its chunk is read, held against the chain of
//! hashes, unpacked, and the event cut out of it. A few chunks read last are kept, so the file should have many more.
//!
//! ```sh
//! scrubjay pack large.ndjson -o large.zst && cargo bench --bench random_read -- large.zst
//! ```

#![allow(clippy::print_stdout)] // what a measurement is for

use scrubjay::archive::Input;
use scrubjay::event::Seq;
use scrubjay::recording::{Recording, Want};
use std::time::{Duration, Instant};

const READS: usize = 2000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo adds options of its own.
    let Some(file) = std::env::args().skip(1).find(|word| !word.starts_with("--")) else {
        println!("SKIPPED: name a packed archive: cargo bench --bench random_read -- FILE");
        return Ok(());
    };
    let began = Instant::now();
    let recording = Recording::load(&[Input::Path(file.into())], Want::Everything)?;
    let view = recording.view();
    let count = view.index.len() as u64;
    println!("opened in {:.1} ms: {count} events", ms(began.elapsed()));
    // Knuth's numbers: the same places in every run.
    let mut random = 1_u64;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Seq::try_from((random >> 33) % count)
    };
    let (mut took, mut bytes) = (Vec::with_capacity(READS), 0);
    for _ in 0..READS {
        let seq = next()?;
        let began = Instant::now();
        bytes += recording.event(&view, seq)?.len();
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let at = |share: usize| ms(took[(READS - 1) * share / 100]);
    println!(
        "{READS} random reads of {} bytes on average: p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, most {:.2} ms",
        bytes / READS,
        at(50),
        at(90),
        at(99),
        at(100)
    );
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
