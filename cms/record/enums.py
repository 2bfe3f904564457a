"""What is recorded."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """A decision that the record knows. A value, once written, keeps its meaning for ever."""

    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    APPROVED = "approved"
    APPROVED_ALONE = "approved_alone"  # by the author, as the only approver there was
    OVERRIDDEN = "overridden"  # published by a superuser with a reason
    PROVISIONED = "provisioned"  # made public with the portal itself
    PUBLISHED_URGENTLY = "published_urgently"
    REVIEWED_AFTERWARDS = "reviewed_afterwards"
    REVIEW_NOT_HELD = "review_not_held"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"
    REROUTED = "rerouted"
    TAKEN_DOWN = "taken_down"
    TAKEN_DOWN_PROVISIONALLY = "taken_down_provisionally"
    TAKEDOWN_CONFIRMED = "takedown_confirmed"
    RESTORED = "restored"
    CORRECTED = "corrected"
    CHECKED = "checked"  # quality, content and secrecy seen to
    PERSONAL_DATA_ANSWERED = "personal_data_answered"
    PURGED = "purged"
    APPOINTED = "appointed"
    APPOINTMENT_ENDED = "appointment_ended"
    DELEGATED = "delegated"
    DELEGATION_ENDED = "delegation_ended"
    ASSIGNED = "assigned"
    REGULATION_CONFIRMED = "regulation_confirmed"
    REGULATION_ACTIVATED = "regulation_activated"
    REGULATION_WITHDRAWN = "regulation_withdrawn"
    SETTING_CHANGED = "setting_changed"
    SENT_TO_UNITS = "sent_to_units"  # an item sent to other portals
    SENDING_WITHDRAWN = "sending_withdrawn"
    OFFER_ANSWERED = "offer_answered"  # accepted, taken over as a draft or declined
    QUESTION_REFUSED = "question_refused"  # a complaint or denunciation that was not taken as a question
    ANSWER_APPROVED = "answer_approved"  # to a citizen's question
    PETITION_HANDED_OVER = "petition_handed_over"  # to the authority whose matter it is
    TIME_EXTENDED = "time_extended"  # for supplying information that was requested
