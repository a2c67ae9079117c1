//! The rules of a claim's commands: one file a rule, and the laws that span rules.

mod approve;
mod asked_for;
mod attach_document;
mod bring_files;
mod cancel;
mod comment;
mod contributions;
mod create;
mod currencies;
mod dispute;
mod duplicates;
mod edit_details;
mod expire;
mod extend_deadline;
mod four_eyes;
mod local_days;
mod missing;
mod payments;
mod record_metric;
mod reject;
mod request_info;
mod revise_documents;
mod revoke_approval;
mod start_review;
mod submit;
mod visibility;

/// The scenarios of every file here.
pub const SCENARIOS: &[&[fn()]] = &[
    approve::SCENARIOS,
    asked_for::SCENARIOS,
    attach_document::SCENARIOS,
    bring_files::SCENARIOS,
    cancel::SCENARIOS,
    comment::SCENARIOS,
    contributions::SCENARIOS,
    create::SCENARIOS,
    currencies::SCENARIOS,
    dispute::SCENARIOS,
    duplicates::SCENARIOS,
    edit_details::SCENARIOS,
    expire::SCENARIOS,
    extend_deadline::SCENARIOS,
    four_eyes::SCENARIOS,
    local_days::SCENARIOS,
    missing::SCENARIOS,
    payments::SCENARIOS,
    record_metric::SCENARIOS,
    reject::SCENARIOS,
    request_info::SCENARIOS,
    revise_documents::SCENARIOS,
    revoke_approval::SCENARIOS,
    start_review::SCENARIOS,
    submit::SCENARIOS,
    visibility::SCENARIOS,
];
