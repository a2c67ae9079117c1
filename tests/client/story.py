"""A short story, told by a client that was generated from the description, with its types alone."""

import datetime
import json
import os
import pathlib

from claims_client import AuthenticatedClient
from claims_client.api.claims import (attach_document, create_claim, decide_claim, list_history, read_claim,
                                      record_payment, start_review, submit_claim, upload_files)
from claims_client.api.funds import open_fund, record_earning
from claims_client.api.programmes import publish_policy
from claims_client.models import (ApproveRequest, ApproveRequestDecision, AttachDocumentFilesBody, Claim,
                                  ClaimRequest, ClaimStatus, CostAttachmentFacts, CostAttachmentFactsKind,
                                  Currency, DoneClaim, DoneFigures, DoneProgramme, EarningRequest, FundRequest,
                                  HistoryEventList, LineRequest, Money, PaymentRequest, PolicyRequest,
                                  ProofAttachment, ProofAttachmentKind, Upload, UploadFilesBody, UploadRequest,
                                  Uploads)
from claims_client.types import File


def of(name):
    """The client of somebody, by their key."""
    return AuthenticatedClient(base_url=os.environ["CLAIMS_URL"], token=os.environ[name])


def file(name, media_type):
    return File(payload=open(name, "rb"), file_name=name, mime_type=media_type)


def eur(amount):
    return Money(amount=amount, currency=Currency.EUR)


def done(response, shape):
    """What was answered, which must be of the shape that the description says."""
    assert isinstance(response.parsed, shape), response.content
    assert response.headers["api-version"]
    return response.parsed


ada, fay, camille, ines, marc = map(of, ["ADA", "FAY", "CAMILLE", "INES", "MARC"])
day = datetime.date(2024, 3, 14)

policy = PolicyRequest.from_dict(json.loads(pathlib.Path("policy.json").read_text()))
done(publish_policy.sync_detailed("helio-coop", client=ada, body=policy), DoneProgramme)
fund = FundRequest(programme="helio-coop", period="2024-H1", partner="atelier-breton", currency=Currency.EUR)
fund = done(open_fund.sync_detailed(client=ada, body=fund), DoneFigures).id
earning = EarningRequest(amount=eur("5000.00"), earned_on=datetime.date(2023, 8, 31), source="statement 2023-H2")
earned = record_earning.sync_detailed(fund, client=fay, body=earning, idempotency_key="2023-H2")
assert done(earned, DoneFigures).available == eur("5000.00")

claim = ClaimRequest(fund=fund, activity="trade-show", title="Spring trade show", executed_on=day,
                     declared=eur("1200.00"))
claim = done(create_claim.sync_detailed(client=camille, body=claim), DoneClaim).id
invoice = CostAttachmentFacts(kind=CostAttachmentFactsKind.INVOICE, number="F-2024-031", dated=day,
                              total=eur("1200.00"), claimed=eur("1200.00"))
invoice = AttachDocumentFilesBody(file=file("invoice.pdf", "application/pdf"), facts=invoice)
invoice = attach_document.sync_detailed(claim, client=camille, body=invoice, if_match='"v1"')
invoice = done(invoice, DoneClaim)
photo = UploadFilesBody(file=[file("photo.png", "image/png")])
[photo] = done(upload_files.sync_detailed(claim, client=camille, body=photo), Uploads).uploads
assert isinstance(photo, Upload), photo
photo = ProofAttachment(kind=ProofAttachmentKind.PROOF, note="The stand", file=UploadRequest(upload=photo.id))
attached = attach_document.sync_detailed(claim, client=camille, body=photo, if_match=f'"v{invoice.version}"')
attached = done(attached, DoneClaim)

submitted = submit_claim.sync_detailed(claim, client=camille, if_match=f'"v{attached.version}"')
assert done(submitted, DoneClaim).status is ClaimStatus.SUBMITTED
done(start_review.sync_detailed(claim, client=ines, if_match="*"), DoneClaim)
line = LineRequest(document=invoice.document, approved=eur("1200.00"))
approval = ApproveRequest(decision=ApproveRequestDecision.APPROVE, approved=eur("1200.00"), lines=[line])
approved = decide_claim.sync_detailed(claim, client=marc, body=approval, if_match="*", idempotency_key="approval")
assert done(approved, DoneClaim).approved == eur("1200.00")
payment = PaymentRequest(amount=eur("1200.00"), reference="SEPA 1", value_date=day)
paid = record_payment.sync_detailed(claim, client=fay, body=payment, if_match="*", idempotency_key="payment")
paid = done(paid, DoneClaim)

shown = done(read_claim.sync_detailed(claim, client=camille, x_min_position=paid.position), Claim)
assert shown.status is ClaimStatus.PAID and len(shown.documents) == 2 and shown.payments[0].id == paid.payment
history = done(list_history.sync_detailed(claim, client=camille, limit=100), HistoryEventList)
print(f"paid {shown.paid.amount} {shown.paid.currency} after {len(history.events)} events")
