"""The fourteen jobs, each in its budget of clicks; the steps are those that are measured."""

import pytest

from benchmarks.jobs import JOBS, clicks_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_takes_no_more_clicks_than_it_may(server, visit, job):
    assert clicks_of(job, visit.page, server) <= job.budget
