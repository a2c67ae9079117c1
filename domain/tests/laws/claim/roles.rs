//! Each command is one role's: every other role that sees the claim is refused.

use domain::claim::{Deadline, Edit};
use domain::{ClaimCommand, Refusal, Role, Status};

use crate::common::*;

const PARTNERS: &[Role] = &[Role::PartnerAdmin, Role::PartnerUser];
const DOCUMENTERS: &[Role] = &[Role::PartnerAdmin, Role::PartnerUser, Role::Contributor];

/// A command, where it would be accepted, and whose it is.
fn duties() -> Vec<(ClaimCommand, Status, &'static [Role])> {
    let edits = Edit {
        title: Some("Salon".into()),
        ..Edit::default()
    };
    vec![
        (edit(edits), Status::Editing, PARTNERS),
        (attach(proof(4)), Status::Editing, DOCUMENTERS),
        (replace(3, proof(4)), Status::Editing, PARTNERS),
        (remove(3), Status::Editing, PARTNERS),
        (annotate(3, "here"), Status::Editing, DOCUMENTERS),
        (record_metric("1"), Status::Editing, PARTNERS),
        (ask_yann(2), Status::Editing, PARTNERS),
        (cancel_contribution(1), Status::Editing, PARTNERS),
        (submit(), Status::Editing, PARTNERS),
        (cancel(), Status::Editing, PARTNERS),
        (recall(), Status::Submitted, PARTNERS),
        (
            ClaimCommand::StartReview,
            Status::Submitted,
            &[Role::Reviewer],
        ),
        (request_info(1), Status::UnderReview, &[Role::Reviewer]),
        (
            approve(800_00, 400_00),
            Status::UnderReview,
            &[Role::Approver],
        ),
        (reject(), Status::UnderReview, &[Role::Approver]),
        (revoke(), Status::Approved, &[Role::Approver]),
        (dispute(), Status::Rejected, &[Role::PartnerAdmin]),
        (pay(1, 1), Status::Approved, &[Role::Finance]),
        (reverse(1), Status::Paid, &[Role::Finance]),
        (
            extend(Deadline::Claiming, "2025-01-01"),
            Status::Editing,
            &[Role::ProgrammeAdmin],
        ),
    ]
}

/// Somebody who sees claim 1 in this role and has had no part in it.
fn somebody(role: Role) -> Option<Who> {
    Some(match role {
        Role::PartnerAdmin => PAUL,
        Role::PartnerUser => Who("carla@atelier-breton partner_user"),
        Role::Contributor => YANN,
        Role::Reviewer => Who("nora@helio-cloud reviewer"),
        Role::Approver => Who("nora@helio-cloud approver"),
        Role::Finance => Who("nora@helio-cloud finance"),
        Role::ProgrammeAdmin => Who("nora@helio-cloud programme_admin"),
        Role::Auditor => ADA,
        Role::System => SYSTEM,
        // Sees no claim at all.
        Role::Operator => return None,
    })
}

scenarios! {
    fn every_command_is_refused_to_every_role_it_does_not_belong_to() {
        for (command, status, roles) in duties() {
            for role in Role::ALL {
                let Some(who) = somebody(role) else { continue };
                let when = given(claim_in(status)).when(who.does(command.clone()));
                if roles.contains(&role) {
                    when.accepted();
                } else {
                    when.refused(Refusal::ActorMustBeAllowed);
                }
            }
        }
    }
}
