"""Make `ratings.parquet`: a *simulated* table of ratings, films by people who do not exist.

    python script/data/ratings.py OUTPUT

No table of ratings was found that may be shipped under a free licence, so this one is drawn. 300
users belong to five groups of different sizes, 200 films to five genres. A rating is the film's
quality, the user's mildness, the group's liking of the genre, the product of three tastes that
nobody is told, and noise, rounded to half stars from 0.5 to 5. Who rates what: popular films more
often, and each group more often the genres that it likes; some users rate a dozen films and some
more than a hundred. What holds in it holds because it was put in, and says nothing about people.
"""

import argparse
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

SEED = 11
USERS, FILMS, TASTES = 300, 200, 3
GROUPS = {"students": 0.3, "parents": 0.25, "pensioners": 0.2, "critics": 0.05, "night owls": 0.2}
GENRES = ("drama", "comedy", "children", "documentary", "horror")
LIKING = np.array(
    [
        [0.1, 0.3, -0.3, 0.0, 0.3],
        [0.1, 0.2, 0.6, 0.1, -0.5],
        [0.4, 0.1, 0.1, 0.3, -0.8],
        [0.5, -0.3, -0.4, 0.6, 0.0],
        [-0.2, 0.1, -0.6, -0.2, 0.9],
    ]
)
"""Groups by genres, in stars."""


def rows() -> list[tuple[str, str, str, str, float]]:
    """User, group, film, genre, stars."""
    random = np.random.default_rng(SEED)
    group = random.choice(len(GROUPS), USERS, p=list(GROUPS.values()))
    genre = random.choice(len(GENRES), FILMS, p=[0.3, 0.3, 0.15, 0.1, 0.15])
    quality, mild = random.normal(0.0, 0.45, FILMS), random.normal(0.0, 0.35, USERS)
    of_users = random.normal(0.0, 0.6, (USERS, TASTES)) + LIKING[group][:, :TASTES]
    of_films = random.normal(0.0, 0.4, (FILMS, TASTES))
    popular = random.gamma(0.8, 1.0, FILMS) + 0.05
    counts = np.clip(random.lognormal(3.6, 0.6, USERS), 12, 140).astype(int)
    out: list[tuple[str, str, str, str, float]] = []
    for user in range(USERS):
        drawn = popular * np.exp(1.5 * LIKING[group[user], genre])
        films = random.choice(FILMS, counts[user], replace=False, p=drawn / drawn.sum())
        stars = 3.4 + mild[user] + quality[films] + LIKING[group[user], genre[films]]
        stars = stars + of_films[films] @ of_users[user] + random.normal(0.0, 0.7, len(films))
        for film, star in sorted(zip(films.tolist(), stars.tolist(), strict=True)):
            given = min(5.0, max(0.5, round(2 * star) / 2))
            names = (f"u{user + 1}", list(GROUPS)[group[user]], f"film {film + 1}")
            out.append((*names, GENRES[genre[film]], given))
    return out


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Make ratings.parquet.")
    parser.add_argument("output", type=Path, help="folder to write into")
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(rows(), columns=["user", "group", "film", "genre", "stars"])
    path = output / "ratings.parquet"
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"COPY frame TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main()
