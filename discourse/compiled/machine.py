"""What the compiled word asks of the machine, and Numba does not offer by itself."""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast, get_type_hints

import numpy as np
import numpy.typing as npt

from discourse.jobs import rarely_collected, uncollected
from discourse.progress import tqdm

with uncollected():
    import numba
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.extending import intrinsic

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Item = TypeVar("_Item", bound=np.generic)
integer: Callable[[Any], int] = cast(Any, np.int64)  # Numba: of a number of any width, one of 64 bits
_SECONDS_WORTH_A_MESSAGE = 1.0
_ALGEBRA = "scipy.linalg.cython_blas"


def compiled(function: _Function) -> _Function:
    """Compile a function when it is first called, free of Python's lock, and keep the result on disk.

    Constants and other functions are compiled into it, wherever they stand, but Numba looks at the file of
    the function alone before it uses what it kept. It names what it keeps after the function, so a digest of
    all modules of this room and of the function's own goes into the name.
    """
    name, room = function.__qualname__, function.__module__.rpartition(".")[0]
    function.__qualname__ = f"{name}-{_sources(room)}"
    try:
        return cast(_Function, numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:  # no folder can be written, neither here nor in the user's cache
        return cast(_Function, numba.njit(nogil=True)(function))
    finally:
        function.__qualname__ = name


@cache
def _sources(room: str) -> str:
    """Return a digest of the modules of a room and of this one, as far as they are files or in an archive."""
    digest = sha256()
    for folder in map(files, sorted({room, __package__})):
        if folder.is_dir():  # there may be one executable alone, whose digest Numba takes
            for file in sorted(folder.iterdir(), key=lambda each: each.name):
                if file.name.endswith(".py"):
                    digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def compiled_copies(modules: Iterable[ModuleType], kinds: dict[Any, Any]) -> dict[Any, Any]:
    """Copy the functions of modules that are plain Python; the copies are compiled, and call each other.

    One text is then both the definition and what is compiled. A copy is compiled when a compiled function
    first calls it, for the types of its annotations alone: numbers of other widths are converted, where
    Numba would compile it once more for each. It is kept on disk only with what calls it.

    Parameters
    ----------
    modules : iterable of module
    kinds : dict
        The types of Numba by annotation; functions with other annotations are not copied.

    Returns
    -------
    dict
        The copies, by function.
    """
    modules, copies = list(modules), dict[Any, Any]()
    spaces = {module.__name__: dict(vars(module)) for module in modules}
    for module in modules:
        for name, function in vars(module).items():
            if not isinstance(function, FunctionType) or function.__module__ != module.__name__:
                continue
            found: list[Any] = [kinds.get(hint) for hint in get_type_hints(function).values()]
            *takes, gives = found
            if None not in (*takes, gives):
                copies[function] = _for_one(
                    FunctionType(function.__code__, spaces[module.__name__], name), gives(*takes)
                )
    for space in spaces.values():
        for name, value in space.items():
            if isinstance(value, FunctionType) and value in copies:
                space[name] = copies[value]
    return copies


def _for_one(function: FunctionType, signature: Any) -> Any:
    dispatcher = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    compile_for = dispatcher.compile
    dispatcher.compile = lambda _: compile_for(signature)
    return dispatcher


def compile_with(first_call: Callable[[], object], *, what: str) -> None:
    """Make the first call, which compiles or loads what was compiled before; say so where it takes long."""
    with _algebra_later(), rarely_collected(), ThreadPoolExecutor(1) as pool:
        ready = pool.submit(first_call)
        if wait([ready], timeout=_SECONDS_WORTH_A_MESSAGE).not_done:
            message = f"Compiling {what} (once on this machine)"
            with tqdm(desc=message, bar_format="{desc}: {elapsed}", leave=False, disable=None) as bar:
                while wait([ready], timeout=0.2).not_done:
                    bar.refresh()
        ready.result()


class _Later(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        sys.modules.pop(self.__name__, None)
        return getattr(import_module(self.__name__), name)


@contextmanager
def _algebra_later() -> Iterator[None]:
    """Spare Numba SciPy's linear algebra, which it imports only to know that it is there."""
    sys.modules.setdefault(_ALGEBRA, _Later(_ALGEBRA))
    try:
        yield
    finally:
        if isinstance(sys.modules.get(_ALGEBRA), _Later):
            del sys.modules[_ALGEBRA]


def read_only(array: npt.NDArray[_Item]) -> npt.NDArray[_Item]:
    """Return a read-only view of an array: Numba then compiles once for all that is only read."""
    view = np.ascontiguousarray(array).view(np.ndarray)
    view.flags.writeable = False
    return view


def _load(_context: Any, array: Any, place: Any) -> Any:
    """Read eight bytes of an array of bytes at any place; nothing checks that they are there."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        pointer = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(64).as_pointer())
        return builder.load(pointer, align=1)

    return types.uint64(array, place), generate


def _borrow(_context: Any, arrays: Any) -> Any:
    """Return an array, or a tuple of them, without owners: Numba would count references inside the loops."""

    def without_owner(context: Any, builder: Any, kind: Any, array: Any) -> Any:
        borrowed = context.make_array(kind)(context, builder, array)
        borrowed.meminfo = ir.Constant(borrowed.meminfo.type, None)
        borrowed.parent = ir.Constant(borrowed.parent.type, None)
        return borrowed._getvalue()

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if isinstance(arrays, types.Array):
            return without_owner(context, builder, arrays, arguments[0])
        parts = cgutils.unpack_tuple(builder, arguments[0], len(arrays))
        borrowed = [
            without_owner(context, builder, kind, each) for kind, each in zip(arrays, parts, strict=True)
        ]
        return context.make_tuple(builder, arrays, borrowed)

    return arrays(arrays), generate


def _count_zeros(_context: Any, bits: Any) -> Any:
    """Return the place of the lowest bit that is set; one must be."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(bits), generate


def _copy(_context: Any, target: Any, at: Any, source: Any, start: Any, size: Any) -> Any:
    """Copy bytes from one array into another, elsewhere; nothing checks that they are there."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        places = [
            builder.gep(context.make_array(kind)(context, builder, array).data, [place])
            for kind, array, place in zip(
                signature.args[:4:2], arguments[:4:2], arguments[1:4:2], strict=True
            )
        ]
        cgutils.raw_memcpy(builder, *places, arguments[4], 1)
        return context.get_dummy_value()

    return types.void(target, at, source, start, size), generate


def _prefetch(_context: Any, array: Any, place: Any) -> Any:
    """Ask memory for an item of an array that is needed soon; nothing waits for it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        pointer = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kinds = ir.FunctionType(ir.VoidType(), [pointer.type, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [pointer.type], kinds)
        builder.call(ask, [pointer, number(0), number(3), number(1)])  # to read, and to keep
        return context.get_dummy_value()

    return types.void(array, place), generate


def _item(_context: Any, array: Any, place: Any) -> Any:
    """Read an item of an array; nothing checks that it is there, or counts from the end."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        return builder.load(builder.gep(data, [arguments[1]]))

    return array.dtype(array, place), generate


eight_bytes = intrinsic(_load)
item = intrinsic(_item)
copy = intrinsic(_copy)
soon = intrinsic(_prefetch)
borrowed = intrinsic(_borrow)
lowest_bit = intrinsic(_count_zeros)
