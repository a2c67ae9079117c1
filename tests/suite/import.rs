//! Imports of foreign histories: wrong files, wrong mappings, what a log comes to, and doing it twice.

mod dry_run;
mod ledger;
mod mapping;
mod rounding;
mod xes;

use std::path::{Path, PathBuf};

use application::import::Mapping;

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The text of a mapping that is shipped.
fn shipped(name: &str) -> String {
    std::fs::read_to_string(root().join("fixtures/mappings").join(name)).unwrap()
}

fn declarations() -> Mapping {
    Mapping::parse(&shipped("bpi2020-domestic-declarations.toml")).unwrap()
}

/// A file that is gone with the test.
struct Scrap(PathBuf);

impl Scrap {
    fn new(bytes: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("import-{}", uuid::Uuid::now_v7().simple()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes a log in the keys of the mapping of declarations, one event an hour.
fn log(cases: &[(&str, &str, &[&str])]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n");
    for (case, amount, activities) in cases {
        text.push_str("<trace>\n");
        for (hour, activity) in activities.iter().enumerate() {
            text.push_str(&event(
                case,
                amount,
                activity,
                &format!("2017-03-01T{hour:02}:00:00Z"),
            ));
        }
        text.push_str("</trace>\n");
    }
    text + "</log>\n"
}

fn event(case: &str, amount: &str, activity: &str, at: &str) -> String {
    format!(
        "<event>\
         <string key=\"concept:name\" value=\"{activity}\"/>\
         <date key=\"time:timestamp\" value=\"{at}\"/>\
         <string key=\"(case)_id\" value=\"{case}\"/>\
         <string key=\"(case)_Amount\" value=\"{amount}\"/>\
         <string key=\"(case)_BudgetNumber\" value=\"budget 1\"/>\
         <string key=\"(case)_DeclarationNumber\" value=\"number of {case}\"/>\
         </event>\n"
    )
}

const SAVED: &str = "Declaration SAVED by EMPLOYEE";
const SUBMITTED: &str = "Declaration SUBMITTED by EMPLOYEE";
const APPROVED: &str = "Declaration APPROVED by ADMINISTRATION";
const FINAL: &str = "Declaration FINAL_APPROVED by SUPERVISOR";
const REJECTED: &str = "Declaration REJECTED by SUPERVISOR";
const REJECTED_BY_NOBODY: &str = "Declaration REJECTED by MISSING";
const TAKEN_BACK: &str = "Declaration REJECTED by EMPLOYEE";
const PAYMENT_REQUESTED: &str = "Request Payment";
const PAID: &str = "Payment Handled";
