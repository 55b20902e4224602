"""No test depends on speed: examples that are made up may take as long as they take."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("at any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("at any speed")
