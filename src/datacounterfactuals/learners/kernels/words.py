"""Words: what operations on lanes of bits stand for, as instructions."""

from typing import Any


def without(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """The bits of one that are not in the other."""
    del context, sig
    return builder.and_(args[0], builder.not_(args[1]))


def some(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Whether any bit is set: the register as one large number that is not 0."""
    from llvmlite import ir

    del context
    whole = ir.IntType(64 * sig.args[0].width)
    return builder.icmp_unsigned("!=", builder.bitcast(args[0], whole), ir.Constant(whole, 0))


def move(shift: str, context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """The bits of each word moved by the same number of places."""
    from llvmlite import ir

    del context, sig
    shape = args[0].type
    first = ir.Constant(ir.IntType(32), 0)
    one = builder.insert_element(ir.Constant(shape, ir.Undefined), args[1], first)
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), shape.count), None)
    places = builder.shuffle_vector(one, ir.Constant(shape, ir.Undefined), zeros)
    return getattr(builder, shift)(args[0], places)
