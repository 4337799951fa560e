"""What the compiled word asks of the machine, and Numba does not offer by itself."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a function when it is first called, free of Python's lock, and keep the result on disk."""
    try:
        return cast(_Function, numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:  # no folder can be written, neither here nor in the user's cache
        return cast(_Function, numba.njit(nogil=True)(function))


def _load(_context: Any, array: Any, place: Any) -> Any:
    """Read eight bytes of an array of bytes at any place; nothing checks that they are there."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        pointer = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(64).as_pointer())
        return builder.load(pointer, align=1)

    return types.uint64(array, place), generate


def _borrow(_context: Any, array: Any) -> Any:
    """Give an array without its owner: Numba else counts references in the midst of the loops, atomically."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        borrowed = context.make_array(signature.args[0])(context, builder, arguments[0])
        borrowed.meminfo = ir.Constant(borrowed.meminfo.type, None)
        borrowed.parent = ir.Constant(borrowed.parent.type, None)
        return borrowed._getvalue()

    return array(array), generate


eight_bytes = intrinsic(_load)
borrowed = intrinsic(_borrow)
