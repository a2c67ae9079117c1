//! The store of documents: proven, swept up, taken along and brought back.

use std::time::{Duration, SystemTime};

use application::documents::{Found, Sweeping, named_files, sweep, verify};
use application::export::{Format, What, Wish, export};
use application::import::jsonl::{LogFiles, LogImportError, restore};
use application::import::unwatched;
use application::story::{keep_files, run, the_story};
use chrono::{TimeDelta, Utc};
use projections::Ledger;
use projections::log::Moment;
use tests::database::Scratch;
use tests::stage::clock;
use tests::uploads::Shelf;

/// A ledger that was told the story, and its files.
async fn told() -> (Scratch, Ledger, Shelf) {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    let (story, shelf) = (the_story(), Shelf::empty());
    assert_eq!(keep_files(&story, &shelf.store).await.unwrap(), 10);
    assert_eq!(keep_files(&story, &shelf.store).await.unwrap(), 0);
    run(&story, &ledger, |_, _| {}).await.unwrap();
    (scratch, ledger, shelf)
}

fn head(ledger: &Ledger) -> u64 {
    *ledger.head().borrow()
}

/// Makes every file in a store look older than it is.
fn age(shelf: &Shelf, by: Duration) {
    for entry in std::fs::read_dir(shelf.folder.path()).unwrap() {
        for file in std::fs::read_dir(entry.unwrap().path()).unwrap() {
            let file = std::fs::File::options()
                .write(true)
                .open(file.unwrap().path())
                .unwrap();
            file.set_modified(SystemTime::now() - by).unwrap();
        }
    }
}

#[tokio::test]
async fn every_file_that_the_log_names_is_proven() {
    let (scratch, ledger, shelf) = told().await;
    let named = named_files(&scratch.pool, head(&ledger)).await.unwrap();
    let looked = verify(&shelf.store, named.clone(), |_, _| {})
        .await
        .unwrap();
    assert_eq!((looked.files, looked.problems.len()), (10, 0));
    assert!(looked.bytes > 10_000);
    let path = |n: usize| {
        let file = &named[n];
        shelf
            .folder
            .path()
            .join(file.org.as_str())
            .join(file.file.sha256.to_string())
    };
    std::fs::remove_file(path(0)).unwrap();
    let mut bytes = std::fs::read(path(2)).unwrap();
    bytes[40] ^= 1;
    std::fs::write(path(2), bytes).unwrap();
    let looked = verify(&shelf.store, named.clone(), |_, _| {})
        .await
        .unwrap();
    let problems: Vec<_> = looked
        .problems
        .iter()
        .map(|(file, found)| (file, *found))
        .collect();
    assert_eq!(
        problems,
        [(&named[0], Found::Missing), (&named[2], Found::Altered)]
    );
    ledger.stop().await;
}

#[tokio::test]
async fn only_what_is_old_and_named_by_nothing_is_swept_up() {
    let (scratch, ledger, shelf) = told().await;
    let sweep = async |sweeping| {
        sweep(
            &scratch.pool,
            &shelf.store,
            Utc::now(),
            head(&ledger),
            sweeping,
        )
        .await
        .unwrap()
    };
    let org = "atelier-breton".parse().unwrap();
    let orphan = shelf.store.put(&org, b"nobody's").await.unwrap();
    std::fs::write(shelf.folder.path().join("_incoming/broken-off"), b"half").unwrap();
    assert!(sweep(Sweeping::Execute).await.orphans.is_empty());
    age(&shelf, Duration::from_secs(25 * 3_600));
    let young = shelf.store.put(&org, b"just brought").await.unwrap();
    let swept = sweep(Sweeping::DryRun).await;
    let found: Vec<_> = swept.orphans.iter().map(|kept| kept.sha256).collect();
    assert!(found.contains(&orphan) && !found.contains(&young));
    assert_eq!(
        (found.len(), swept.removed, swept.unnamed_removed),
        (1, 0, 0)
    );
    assert!(shelf.store.look(&org, orphan).await.unwrap().is_some());
    // The same bytes brought again are young again.
    shelf.store.put(&org, b"nobody's").await.unwrap();
    assert!(sweep(Sweeping::DryRun).await.orphans.is_empty());
    age(&shelf, Duration::from_secs(25 * 3_600));
    let swept = sweep(Sweeping::Execute).await;
    assert_eq!((swept.removed, swept.unnamed_removed), (2, 1));
    let named = named_files(&scratch.pool, head(&ledger)).await.unwrap();
    let looked = verify(&shelf.store, named, |_, _| {}).await.unwrap();
    assert_eq!(looked.problems, []);
    assert!(sweep(Sweeping::Execute).await.orphans.is_empty());
    ledger.stop().await;
}

#[tokio::test]
async fn files_are_taken_along_and_brought_back_or_nothing_is() {
    let (scratch, ledger, shelf) = told().await;
    let place = tempfile::tempdir().unwrap();
    let wish = Wish {
        format: Format::Jsonl,
        what: What::Events,
        moment: Moment::head(&scratch.pool).await.unwrap(),
        partner: None,
        folder: place.path().join("out"),
        documents: Some(shelf.store.clone()),
    };
    let manifest = export(&scratch.pool, &wish, Box::new(|_| {}))
        .await
        .unwrap();
    let taken = manifest.documents.unwrap();
    assert_eq!((taken.files, taken.missing), (10, 0));
    let elsewhere = (Scratch::migrated().await, Shelf::empty());
    let import = async || {
        let files = LogFiles::find(&wish.folder)?;
        let checked = files.check(Utc::now() + TimeDelta::minutes(1), &unwatched())?;
        let (pool, store) = (&elsewhere.0.pool, &elsewhere.1.store);
        restore(pool, store, &files, &checked, &unwatched()).await
    };
    let document = manifest
        .files
        .iter()
        .find(|file| file.name.starts_with("documents/"));
    let document = wish.folder.join(&document.unwrap().name);
    let whole = std::fs::read(&document).unwrap();
    std::fs::write(&document, b"something else").unwrap();
    let refused = import().await.unwrap_err();
    assert!(
        matches!(refused, LogImportError::ManifestDiffers { .. }),
        "{refused}"
    );
    std::fs::write(&document, whole).unwrap();
    let report = import().await.unwrap();
    assert_eq!(
        (report.documents_restored, report.events),
        (10, head(&ledger))
    );
    assert_eq!(import().await.unwrap().documents_restored, 0);
    let named = named_files(&elsewhere.0.pool, report.events).await.unwrap();
    let looked = verify(&elsewhere.1.store, named, |_, _| {}).await.unwrap();
    assert_eq!((looked.files, looked.problems.len()), (10, 0));
    ledger.stop().await;
}
