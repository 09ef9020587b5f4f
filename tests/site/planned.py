"""A table of one's own to plan with, and the plan of it."""

import time
from typing import Any

import httpx
import numpy as np

PATIENCE = 60.0


def rides(records: int = 160, drivers: int = 8, mark: str = ",") -> bytes:
    """Rides of drivers, some of which end in a tip."""
    rng = np.random.default_rng(5)
    lines = [mark.join(("driver", "km", "hour", "zone", "tip"))]
    for number in range(records):
        km, hour = rng.gamma(2.0, 4.0), int(rng.integers(24))
        zone = ("centre", "north", "airport")[int(rng.integers(3))]
        tip = "yes" if km + 4 * (zone == "airport") + rng.normal() > 8 else "no"
        lines.append(mark.join((f"d{number % drivers}", f"{km:.1f}", str(hour), zone, tip)))
    return ("\n".join(lines) + "\n").encode()


def send(client: httpx.Client, path: str, body: bytes, **query: Any) -> httpx.Response:
    """Bring a table."""
    sent = {"content-type": "application/octet-stream"}
    return client.post(f"/api/tables{path}", params=query, content=body, headers=sent)


def made(client: httpx.Client, body: bytes, **query: Any) -> Any:
    """The job of a quick plan, once it has ended."""
    asked = {"file": "rides.csv", "owner": "driver", "target": "tip", "seconds": 1} | query
    reply = send(client, "/plans", body, **asked)
    assert reply.status_code == 202, reply.text
    return ended(client, reply.json()["id"])


def ended(client: httpx.Client, identity: str) -> Any:
    """A job, once it has ended."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        job = client.get(f"/api/jobs/{identity}").json()
        if job["state"] != "running":
            return job
        time.sleep(0.1)
    raise AssertionError("the plan takes too long")
