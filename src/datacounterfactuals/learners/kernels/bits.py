"""Bits: what operations on lanes do to the places and the digits of numbers, as instructions."""

from typing import Any


def turn(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Transpose eight by eight float64 between two arrays: pairs of rows change their odd lanes,
    then pairs of two, then of four."""
    from llvmlite import ir

    source, place, step, target, to, stride = args
    shape = ir.VectorType(ir.DoubleType(), 8)
    reads = context.make_array(sig.args[0])(context, builder, source).data
    writes = context.make_array(sig.args[3])(context, builder, target).data

    def pointer(data: Any, start: Any, each: Any, row: int) -> Any:
        moved = builder.add(start, builder.mul(each, ir.Constant(each.type, row)))
        return builder.bitcast(builder.gep(data, [moved]), shape.as_pointer())

    rows: list[Any] = []
    for row in range(8):
        read = builder.load(pointer(reads, place, step, row))
        read.align = 8
        rows.append(read)
    for reach in (1, 2, 4):
        low = [lane if not lane & reach else 8 + lane - reach for lane in range(8)]
        high = [lane + reach if not lane & reach else 8 + lane for lane in range(8)]
        masks = [ir.Constant(ir.VectorType(ir.IntType(32), 8), one) for one in (low, high)]
        for row in range(8):
            if not row & reach:
                a, b = rows[row], rows[row + reach]
                rows[row] = builder.shuffle_vector(a, b, masks[0])
                rows[row + reach] = builder.shuffle_vector(a, b, masks[1])
    for row in range(8):
        builder.store(rows[row], pointer(writes, to, stride, row)).align = 8
    return context.get_dummy_value()


def significand(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """The digits of a normal number under the exponent of 1."""
    del context, sig
    digits = builder.and_(_whole(builder, args[0]), _same(args[0], (1 << 52) - 1))
    return builder.bitcast(builder.or_(digits, _same(args[0], 1023 << 52)), args[0].type)


def exponent(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """The power of two of a normal number above 0."""
    del context, sig
    shifted = builder.lshr(_whole(builder, args[0]), _same(args[0], 52))
    return builder.sitofp(builder.sub(shifted, _same(args[0], 1023)), args[0].type)


def _whole(builder: Any, value: Any) -> Any:
    from llvmlite import ir

    return builder.bitcast(value, ir.VectorType(ir.IntType(64), 8))


def _same(value: Any, number: int) -> Any:
    from llvmlite import ir

    del value
    return ir.Constant(ir.VectorType(ir.IntType(64), 8), [number] * 8)
