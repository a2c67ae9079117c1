//! The folder: refused when taken, left empty when something goes wrong, whole at the end.

use application::export::{ExportError, Format, MANIFEST, Manifest, What};
use projections::log::LogError;
use sha2::{Digest, Sha256};

use super::{Place, export_of, exported, pairs, tamper, told, wish};

#[tokio::test]
async fn the_manifest_says_what_is_in_the_folder() {
    let (scratch, _ledger) = told().await;
    for (format, what) in pairs() {
        let (place, manifest) = exported(&scratch.pool, format, what).await;
        let written: Manifest = serde_json::from_slice(&place.bytes(MANIFEST)).unwrap();
        assert_eq!(written, manifest);
        assert_eq!(
            (written.format.as_str(), written.what.as_str()),
            (format.as_str(), what.as_str())
        );
        let mut names: Vec<&str> = manifest.files.iter().map(|f| f.name.as_str()).collect();
        names.push(MANIFEST);
        names.sort_unstable();
        assert_eq!(place.names(), names);
        for file in &manifest.files {
            let bytes = place.bytes(&file.name);
            let digest: [u8; 32] = Sha256::digest(&bytes).into();
            assert_eq!(file.sha256.bytes(), digest, "{}", file.name);
            assert_eq!(file.bytes, bytes.len() as u64);
            assert!(file.rows > 0 && file.first_position <= file.last_position);
        }
    }
}

#[tokio::test]
async fn lines_are_counted_as_rows() {
    let (scratch, _ledger) = told().await;
    let (place, manifest) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let events = &manifest.files[0];
    assert_eq!(
        events.rows,
        place.read("events.jsonl").lines().count() as u64
    );
    assert_eq!(
        (events.first_position, events.last_position),
        (Some(1), Some(manifest.as_of.position))
    );
    assert_eq!(events.rows, manifest.as_of.position);
}

#[tokio::test]
async fn a_folder_that_is_not_empty_is_refused_and_left_alone() {
    let (scratch, _ledger) = told().await;
    let place = Place::new();
    std::fs::create_dir(&place.0).unwrap();
    std::fs::write(place.0.join("mine.txt"), "mine").unwrap();
    let wish = wish(&scratch.pool, Format::Csv, What::Claims, &place).await;
    let refused = export_of(&scratch.pool, &wish).await.unwrap_err();
    assert!(matches!(refused, ExportError::FolderNotEmpty(_)));
    assert_eq!(place.names(), ["mine.txt"]);
}

#[tokio::test]
async fn a_file_where_the_folder_should_be_is_refused() {
    let (scratch, _ledger) = told().await;
    let place = Place::new();
    std::fs::write(&place.0, "a file").unwrap();
    let wish = wish(&scratch.pool, Format::Csv, What::Claims, &place).await;
    let refused = export_of(&scratch.pool, &wish).await.unwrap_err();
    assert!(matches!(refused, ExportError::FolderUnusable { .. }));
    assert_eq!(std::fs::read_to_string(&place.0).unwrap(), "a file");
    std::fs::remove_file(&place.0).unwrap();
}

#[tokio::test]
async fn what_a_format_does_not_hold_is_refused_with_what_it_does() {
    let (scratch, _ledger) = told().await;
    let place = Place::new();
    let wish = wish(&scratch.pool, Format::Xes, What::Claims, &place).await;
    let refused = export_of(&scratch.pool, &wish).await.unwrap_err();
    assert!(matches!(refused, ExportError::NotOffered { .. }));
    insta::assert_snapshot!(
        refused,
        @"xes holds events and history, not claims; claims can be had as jsonl, csv, parquet, xlsx"
    );
    assert!(!place.0.exists());
}

#[tokio::test]
async fn an_altered_event_ends_every_export_that_reads_it_and_leaves_nothing() {
    let (scratch, _ledger) = told().await;
    let altered = "
        update events
        set payload = replace(payload::text, '\"at\":\"20', '\"at\":\"19')::json
        where (aggregate_type, sequence) in (('claim', 2), ('fund', 3))";
    tamper(&scratch.pool, altered).await;
    let positions: Vec<i64> = sqlx::query_scalar(
        "select position from events
        where (aggregate_type, sequence) in (('claim', 2), ('fund', 3))",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    for (format, what) in pairs() {
        let place = Place::new();
        let wish = wish(&scratch.pool, format, what, &place).await;
        let ended = export_of(&scratch.pool, &wish).await.unwrap_err();
        let ExportError::Log(LogError::Altered { position }) = ended else {
            panic!("{format} {what}: {ended}");
        };
        assert!(positions.contains(&(position as i64)));
        assert_eq!(place.names(), Vec::<String>::new(), "{format} {what}");
        assert!(!place.0.exists(), "the folder was the export's own");
    }
}

#[tokio::test]
async fn an_event_that_is_gone_ends_every_export() {
    let (scratch, _ledger) = told().await;
    let gone = "
        delete from events
        where (aggregate_type, sequence) in (('claim', 3), ('fund', 3))";
    tamper(&scratch.pool, gone).await;
    for (format, what) in pairs() {
        let place = Place::new();
        let wish = wish(&scratch.pool, format, what, &place).await;
        let ended = export_of(&scratch.pool, &wish).await.unwrap_err();
        assert!(
            matches!(
                ended,
                ExportError::Gap { sequence: 3, .. } | ExportError::Log(LogError::Missing { .. })
            ),
            "{format} {what}: {ended}"
        );
        assert!(!place.0.exists());
    }
}

#[tokio::test]
async fn a_store_that_goes_away_leaves_nothing() {
    let (scratch, _ledger) = told().await;
    let place = Place::new();
    let wish = wish(&scratch.pool, Format::Jsonl, What::Events, &place).await;
    scratch.take_away().await;
    let ended = export_of(&scratch.pool, &wish).await.unwrap_err();
    assert!(matches!(ended, ExportError::Log(LogError::Database(_))));
    assert!(!place.0.exists());
}

#[tokio::test]
async fn a_file_that_was_written_already_goes_with_the_one_that_failed() {
    let (scratch, _ledger) = told().await;
    for statement in [
        "alter table commands drop constraint commands_hash_is_sha256",
        "update commands set request_hash = '\\x00'",
    ] {
        tamper(&scratch.pool, statement).await;
    }
    let place = Place::new();
    let wish = wish(&scratch.pool, Format::Jsonl, What::Events, &place).await;
    assert!(export_of(&scratch.pool, &wish).await.is_err());
    assert!(!place.0.exists(), "{:?}", place.names());
}
