"""Registers: the operations of `lanes` as instructions for the compiler.

numba knows no vector registers, so they are made known to it here: a type for each kind, and for
each operation the LLVM instructions that it stands for. numba itself is loaded when the first
kernel is compiled.
"""

import math
import operator
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

from datacounterfactuals.learners.kernels import bits, words

LOG2E = 1.0 / math.log(2.0)
LN2 = (0.693147180369123816490, 1.90821492927058770002e-10)
"""ln 2 in two pieces, the first of few digits, so that its multiples are exact."""
LN2_SINGLE = (0.693145751953125, 1.42860682030941723212e-6)


def build() -> dict[str, Any]:
    """Make the types known to numba; what it is to call for every operation, by name."""
    from numba.core import types
    from numba.core.typing.templates import AbstractTemplate, infer_global, signature
    from numba.extending import lower_builtin, models, register_model

    class Vector(types.Type):
        """So many lanes of one kind of number."""

        def __init__(self, number: Any, width: int) -> None:
            self.number, self.width = number, width
            super().__init__(name=f"Lanes({number}, {width})")

    class VectorModel(models.PrimitiveModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, _vector(kind))

    register: Any = register_model(Vector)
    register(VectorModel)
    infer: Any = infer_global
    eight, sixteen = Vector(types.float64, 8), Vector(types.float32, 16)
    packed = Vector(types.uint64, 8)

    class Same(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            del kws
            if all(isinstance(arg, Vector) and arg == args[0] for arg in args):
                return signature(args[0], *args)
            return None

    for op, instruction in {
        operator.add: "fadd", operator.sub: "fsub", operator.mul: "fmul", operator.truediv: "fdiv",
        operator.and_: "and_", operator.or_: "or_", operator.xor: "xor",
    }.items():  # fmt: skip
        infer(op)(type(f"Lanes_{instruction}", (Same,), {}))
        lower_builtin(op, Vector, Vector)(partial(_two, instruction))
    infer(operator.neg)(type("Lanes_neg", (Same,), {}))
    lower_builtin(operator.neg, Vector)(_negative)

    out: dict[str, Any] = {}
    for suffix, kind in (("8", eight), ("16", sixteen), ("_bits", packed)):
        out["splat" + suffix] = _intrinsic(partial(_typed_splat, kind), 1)
        out["load" + suffix] = _intrinsic(partial(_typed_load, kind), 2)
        out["store" + suffix] = _intrinsic(partial(_typed_store, kind), 3)
    out["narrow16"] = _intrinsic(_fixed(sixteen, (eight, eight), _narrow), 2)
    out["low8"] = _intrinsic(_fixed(eight, (sixteen,), partial(_half, 0)), 1)
    out["high8"] = _intrinsic(_fixed(eight, (sixteen,), partial(_half, 8)), 1)
    for name, count, code in (
        ("fma", 3, partial(_call, "fma")),
        ("smaller", 2, partial(_call, "minnum")),
        ("larger", 2, partial(_call, "maxnum")),
        ("absolute", 1, partial(_call, "fabs")),
        ("root", 1, partial(_call, "sqrt")),
        ("where_less", 4, _where_less),
        ("exp", 1, _exp),
        ("log", 1, _log),
    ):
        out[name] = _intrinsic(partial(_typed_same, Vector, code), count)
    out["total"] = _intrinsic(partial(_typed_total, Vector), 1)
    out["totals8"] = _intrinsic(_fixed(eight, (eight,) * 8, _sums), 8)
    out["significand8"] = _intrinsic(_fixed(eight, (eight,), bits.significand), 1)
    out["exponent8"] = _intrinsic(_fixed(eight, (eight,), bits.exponent), 1)
    out["turn8"] = _intrinsic(_typed_turn, 6)
    out["without"] = _intrinsic(_fixed(packed, (packed, packed), words.without), 2)
    out["some"] = _intrinsic(_fixed(types.boolean, (packed,), words.some), 1)
    for name, shift in (("up", "shl"), ("down", "lshr")):
        out[name] = _intrinsic(_fixed(packed, (packed, types.int64), partial(words.move, shift)), 2)
    return out


# How numba is told what an operation takes and gives


def _intrinsic(typed: Callable[..., Any], count: int) -> Any:
    """An operation with so many arguments; `typed` gives its signature and its instructions."""
    from numba.extending import intrinsic

    # Numba reads off how many arguments there are; the first is its own.
    def one(typingctx: Any, a: Any) -> Any:
        return typed(a)

    def two(typingctx: Any, a: Any, b: Any) -> Any:
        return typed(a, b)

    def three(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
        return typed(a, b, c)

    def four(typingctx: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
        return typed(a, b, c, d)

    def six(typingctx: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> Any:
        return typed(a, b, c, d, e, f)

    def eight(
        typingctx: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any
    ) -> Any:
        return typed(a, b, c, d, e, f, g, h)

    return intrinsic({1: one, 2: two, 3: three, 4: four, 6: six, 8: eight}[count])


def _typed_same(vector: Any, code: Callable[..., Any], *args: Any) -> Any:
    if not all(isinstance(arg, vector) and arg == args[0] for arg in args):
        return None
    return args[0](*args), code


def _typed_total(vector: Any, arg: Any) -> Any:
    return (arg.number(arg), _sum) if isinstance(arg, vector) else None


def _fixed(result: Any, wanted: tuple[Any, ...], code: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: (result(*wanted), code) if args == wanted else None


def _typed_splat(kind: Any, number: Any) -> Any:
    from numba.core import types

    return (kind(kind.number), _splat) if isinstance(number, types.Number) else None


def _typed_load(kind: Any, array: Any, place: Any) -> Any:
    from numba.core import types

    del place
    return (kind(array, types.intp), _load) if array.dtype == kind.number else None


def _typed_store(kind: Any, array: Any, place: Any, value: Any) -> Any:
    from numba.core import types

    del place
    fits = array.dtype == kind.number and value == kind
    return (types.void(array, types.intp, kind), _store) if fits else None


def _typed_turn(source: Any, a: Any, b: Any, target: Any, c: Any, d: Any) -> Any:
    from numba.core import types

    del a, b, c, d
    place = types.intp
    fits = source.dtype == target.dtype == types.float64
    return (types.void(source, place, place, target, place, place), bits.turn) if fits else None


# The instructions


def _vector(kind: Any) -> Any:
    from llvmlite import ir

    return ir.VectorType(_number(kind), kind.width)


def _number(kind: Any) -> Any:
    from llvmlite import ir

    if kind.number.name == "uint64":
        return ir.IntType(64)
    return ir.DoubleType() if kind.number.bitwidth == 64 else ir.FloatType()


def _whole(kind: Any) -> Any:
    from llvmlite import ir

    return ir.VectorType(ir.IntType(kind.number.bitwidth), kind.width)


def _constant(shape: Any, number: float) -> Any:
    from llvmlite import ir

    return ir.Constant(shape, [ir.Constant(shape.element, number)] * shape.count)


def _two(instruction: str, context: Any, builder: Any, sig: Any, args: Any) -> Any:
    del context, sig
    return getattr(builder, instruction)(*args)


def _negative(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    del context, sig
    return builder.fneg(args[0])


def _function(builder: Any, name: str, result: Any, takes: list[Any]) -> Any:
    from llvmlite import ir
    from numba.core import cgutils

    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(result, takes), name)


def _call(name: str, context: Any, builder: Any, sig: Any, args: Any) -> Any:
    del context
    kind = sig.return_type
    shape = _vector(kind)
    full = f"llvm.{name}.v{kind.width}f{kind.number.bitwidth}"
    return builder.call(_function(builder, full, shape, [shape] * len(args)), args)


def _where_less(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    del context, sig
    return builder.select(builder.fcmp_ordered("<", args[0], args[1]), args[2], args[3])


def _sum(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Halves added again and again: a fixed order, the same on every machine."""
    from llvmlite import ir

    del context
    value, width = args[0], sig.args[0].width
    while width > 1:
        width //= 2
        parts = [
            builder.shuffle_vector(
                value,
                ir.Constant(value.type, ir.Undefined),
                ir.Constant(ir.VectorType(ir.IntType(32), width), list(range(at, at + width))),
            )
            for at in (0, width)
        ]
        value = builder.fadd(*parts)
    return builder.extract_element(value, ir.Constant(ir.IntType(32), 0))


def _sums(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Neighbours are added pair by pair, then pairs, then halves: each time half as many registers
    remain, and their lanes stand for twice as many of the given ones."""
    from llvmlite import ir

    del context, sig
    held = list(args)
    for reach in (1, 2, 4):
        # A lane of the outcome stands for the first register of a pair, or for the second.
        take = [(lane & ~reach) + (8 if lane & reach else 0) for lane in range(8)]
        left = ir.Constant(ir.VectorType(ir.IntType(32), 8), take)
        right = ir.Constant(ir.VectorType(ir.IntType(32), 8), [one + reach for one in take])
        pairs = zip(held[0::2], held[1::2], strict=True)
        held = [
            builder.fadd(builder.shuffle_vector(a, b, left), builder.shuffle_vector(a, b, right))
            for a, b in pairs
        ]
    return held[0]


def _splat(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    from llvmlite import ir

    del context
    shape = _vector(sig.return_type)
    undefined = ir.Constant(shape, ir.Undefined)
    first = builder.insert_element(undefined, args[0], ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), sig.return_type.width), None)
    return builder.shuffle_vector(first, undefined, zeros)


def _pointer(context: Any, builder: Any, kind: Any, array: Any, place: Any, shape: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [place]), shape.as_pointer())


def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    shape = _vector(sig.return_type)
    read = builder.load(_pointer(context, builder, sig.args[0], args[0], args[1], shape))
    read.align = sig.return_type.number.bitwidth // 8
    return read


def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    shape = _vector(sig.args[2])
    where = _pointer(context, builder, sig.args[0], args[0], args[1], shape)
    builder.store(args[2], where).align = sig.args[2].number.bitwidth // 8
    return context.get_dummy_value()


def _narrow(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    from llvmlite import ir

    del context, sig
    every = ir.Constant(ir.VectorType(ir.IntType(32), 16), list(range(16)))
    both = builder.shuffle_vector(args[0], args[1], every)
    return builder.fptrunc(both, ir.VectorType(ir.FloatType(), 16))


def _half(first: int, context: Any, builder: Any, sig: Any, args: Any) -> Any:
    from llvmlite import ir

    del context, sig
    chosen = ir.Constant(ir.VectorType(ir.IntType(32), 8), list(range(first, first + 8)))
    part = builder.shuffle_vector(args[0], args[0], chosen)
    return builder.fpext(part, ir.VectorType(ir.DoubleType(), 8))


def _power_of_two(builder: Any, kind: Any, whole: Any) -> Any:
    """2 to the power of whole numbers within the exponents of normal numbers."""
    single = kind.number.bitwidth == 32
    moved = builder.add(whole, _constant(_whole(kind), 127 if single else 1023))
    shifted = builder.shl(moved, _constant(_whole(kind), 23 if single else 52))
    return builder.bitcast(shifted, _vector(kind))


def _polynomial(context: Any, builder: Any, kind: Any, at: Any, coefficients: list[float]) -> Any:
    """Horner's rule, the highest coefficient first."""
    shape = _vector(kind)
    value = _constant(shape, coefficients[0])
    same = kind(kind, kind, kind)
    for one in coefficients[1:]:
        value = _call("fma", context, builder, same, [value, at, _constant(shape, one)])
    return value


def _exp(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """e^x = 2^n e^r with n = round(x / ln 2), and Taylor's polynomial for |r| <= ln(2) / 2."""
    kind, x = sig.return_type, args[0]
    single = kind.number.bitwidth == 32
    shape, one, two, three = _vector(kind), kind(kind), kind(kind, kind), kind(kind, kind, kind)
    low, high = (-104.0, 89.0) if single else (-746.0, 710.0)
    inside = _call("maxnum", context, builder, two, [x, _constant(shape, low)])
    inside = _call("minnum", context, builder, two, [inside, _constant(shape, high)])
    turns = builder.fmul(inside, _constant(shape, LOG2E))
    turns = _call("rint", context, builder, one, [turns])
    rest = inside
    for piece in LN2_SINGLE if single else LN2:
        rest = _call("fma", context, builder, three, [turns, _constant(shape, -piece), rest])
    degree = 8 if single else 13
    series = [1.0 / math.factorial(power) for power in range(degree, -1, -1)]
    value = _polynomial(context, builder, kind, rest, series)
    whole = builder.fptosi(turns, _whole(kind))
    half = builder.ashr(whole, _constant(_whole(kind), 1))  # twice half: 2^n may be subnormal
    for part in (half, builder.sub(whole, half)):
        value = builder.fmul(value, _power_of_two(builder, kind, part))
    return builder.select(builder.fcmp_ordered("==", x, x), value, x)


def _log(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """ln x = n ln 2 + 2 artanh((m - 1) / (m + 1)) with m = x / 2^n within a root of 2 of 1."""
    kind, x = sig.return_type, args[0]
    single = kind.number.bitwidth == 32
    shape, whole = _vector(kind), _whole(kind)
    digits, bias = (23, 127) if single else (52, 1023)
    tiny = builder.fcmp_ordered("<", x, _constant(shape, 2.0 ** (2 - bias)))
    lifted = builder.fmul(x, _constant(shape, 2.0 ** (digits + 1)))  # subnormals become normal
    given = builder.select(tiny, lifted, x)
    # Counted from 1 / sqrt 2, the exponent is n and what is left of it m.
    start = int(_bits(math.sqrt(0.5), single))
    raw = builder.sub(builder.bitcast(given, whole), _constant(whole, start))
    power = builder.ashr(raw, _constant(whole, digits))
    mantissa = builder.and_(raw, _constant(whole, (1 << digits) - 1))
    m = builder.bitcast(builder.add(mantissa, _constant(whole, start)), shape)
    turns = builder.sitofp(power, shape)
    shift = builder.select(tiny, _constant(shape, digits + 1.0), _constant(shape, 0.0))
    turns = builder.fsub(turns, shift)
    f = builder.fsub(m, _constant(shape, 1.0))
    s = builder.fdiv(f, builder.fadd(m, _constant(shape, 1.0)))
    square = builder.fmul(s, s)
    terms = 5 if single else 11
    series = [2.0 / (2 * term + 1) for term in range(terms, 0, -1)]
    tail = builder.fmul(square, _polynomial(context, builder, kind, square, series))
    # f = s (2 + f), so 2 s + s tail = f - s (f - tail): the large part is exact.
    correction = builder.fmul(s, builder.fsub(f, tail))
    high, low = LN2_SINGLE if single else LN2
    small = builder.fsub(builder.fmul(turns, _constant(shape, low)), correction)
    value = builder.fadd(builder.fmul(turns, _constant(shape, high)), builder.fadd(f, small))
    value = builder.select(
        builder.fcmp_unordered("==", x, _constant(shape, 0.0)), _constant(shape, -math.inf), value
    )
    sound = builder.fcmp_ordered(">=", x, _constant(shape, 0.0))
    value = builder.select(sound, value, _constant(shape, math.nan))
    endless = builder.fcmp_ordered("==", x, _constant(shape, math.inf))
    return builder.select(endless, x, value)


def _bits(number: float, single: bool) -> int:
    packed = struct.pack("<f" if single else "<d", number)
    return int.from_bytes(packed, "little")
