//! Whether files may be brought: never another answer than the command itself would give.

use domain::claim::FilesFor;
use domain::{Refusal, Status};

use crate::common::*;

scenarios! {
    fn files_are_refused_by_the_law_that_would_refuse_the_command() {
        let purposes = [
            (FilesFor::Attaching, attach(proof(9))),
            (FilesFor::Replacing, replace(3, proof(9))),
            (FilesFor::Disputing, dispute()),
        ];
        let people = [CAMILLE, PAUL, YANN, INES, RIVAL, Who("ola@helio operator")];
        let (mut taken, mut refused) = (0, 0);
        for status in Status::ALL {
            for who in people {
                for (purpose, command) in &purposes {
                    let step = who.does(command.clone());
                    let [files, command] = given(claim_in(status)).brings(&step, *purpose);
                    match files {
                        Ok(()) => taken += 1,
                        Err(law) => {
                            refused += 1;
                            assert_eq!(Err(law), command, "{status:?} {step:#?}");
                        }
                    }
                }
            }
        }
        assert!(taken > 5 && refused > 100, "{taken} {refused}");
    }

    fn files_for_anything_are_what_the_claim_takes_as_it_stands() {
        let step = PAUL.does(attach(proof(9)));
        for (status, answer) in [
            (Status::Editing, Ok(())),
            (Status::ActionRequired, Ok(())),
            (Status::Rejected, Ok(())),
            (Status::Submitted, Err(Refusal::ClaimIsLocked)),
            (Status::Paid, Err(Refusal::ClaimIsClosed)),
        ] {
            let [files, _] = given(claim_in(status)).brings(&step, FilesFor::Anything);
            assert_eq!(files, answer, "{status:?}");
        }
        let step = CAMILLE.does(dispute());
        let [files, _] = given(rejected()).brings(&step, FilesFor::Anything);
        assert_eq!(files, Err(Refusal::ActorMustBeAllowed));
    }
}
