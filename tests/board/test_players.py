"""The players of the program: what they see, what they ask, and that they beat play at random."""

from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import SideOffer
from datacounterfactuals.board.players.chancer import Chancer
from datacounterfactuals.board.players.guess import Guess
from datacounterfactuals.board.players.operator import BEYOND
from datacounterfactuals.board.players.people import share
from datacounterfactuals.board.rules import rules, rules_of
from datacounterfactuals.board.scenario import Numbers, scenario
from datacounterfactuals.board.simulate import boards
from tests.board.games import bank, game, hold, scribes, table


def _against_chance(seed: int, side: str) -> Game:
    playing = game(seed=seed)
    chancer = Chancer(playing.play)
    while not playing.over:
        playing.make(playing.suggested(chancer if playing.turn == side else None))
    return playing


def test_play_at_random_earns_less_than_the_program_in_either_seat() -> None:
    for seed in range(4):
        playing = game(seed=seed)
        playing.run()
        for side in ("people", "operator"):
            assert _against_chance(seed, side).profits[side] < playing.profits[side]


def test_the_operator_offers_in_secret_a_little_more_than_a_group_may_expect() -> None:
    offers = 0
    for luck in range(4):
        playing = game(luck=luck)
        while not playing.over:
            move, state = playing.suggested(), playing.state
            if isinstance(move, SideOffer):
                offers += 1
                expects = share(state, playing.targets.people, rules().seasons)
                assert 1.0 <= move.price <= BEYOND * expects + 0.05
            playing.make(move)
    assert offers


def test_a_guess_is_what_was_seen_and_doubts_what_was_not() -> None:
    playing = hold(game())
    sight = playing.sight("operator")
    guess = Guess(scribes(), sight.state, 14.0, sight.cells, 0)
    rival, one = frozenset("Z"), frozenset("O")
    assert guess.score(rival) == playing.table.score(rival, 0)
    assert guess.doubt(rival) == 0.0 < guess.doubt(one)
    assert guess.score(one) > guess.score(rival)


def test_the_group_that_a_slice_is_about_is_thought_to_bring_most_to_it() -> None:
    sight = game().sight("people")
    about = scribes().slices.index("3")
    guess = Guess(scribes(), sight.state, 14.0, sight.cells, about)
    assert max("OTVW", key=lambda letter: guess.score(frozenset(letter))) == "T"


def test_a_scenario_may_have_numbers_of_its_own() -> None:
    other = scenario("scribes").model_copy(update={"numbers": Numbers(fund=9.0)})
    assert rules_of(other).fund == 9.0
    assert rules_of(scenario("scribes")) == rules()
    assert Game(other, 1, bank(), table=table()).state.fund == 9.0


def test_a_simulation_plays_each_board_with_other_luck() -> None:
    played = [(one.seed, luck) for one, luck in boards(scribes(), bank(), 3, 7)]
    assert played == [(7, 7), (8, 8), (9, 9)]
