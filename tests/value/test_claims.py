"""What is left of a gross amount: the published vector."""

from dataclasses import replace

from tests.inputs.stories_worlds import WHOLE, read


def test_forty_hours_at_fifty_wholly_attributed_and_four_fifths_sure(tmp_path):
    # Caterpillar's communities of practice (Todd 2006): 40 h × $50 × 100 % × 80 % = $1,600.
    claim = replace(
        read(tmp_path, mooring=WHOLE)[0]["mooring"].claim,
        gross_low=40 * 50,
        gross_likely=40 * 50,
        attribution_low=1.0,
        attribution_likely=1.0,
        confidence=0.8,
    )

    assert (claim.adjusted_low, claim.adjusted_likely) == (1600, 1600)


def test_a_claim_in_words_alone_comes_to_nothing_that_could_be_added(tmp_path):
    claim = replace(read(tmp_path, mooring=WHOLE)[0]["mooring"].claim, gross_low=None, gross_likely=None)

    assert (claim.adjusted_low, claim.adjusted_likely) == (None, None)
