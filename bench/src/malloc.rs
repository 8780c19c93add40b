//! The allocator of the whole process, Rust's and C's, with a counter before it. It counts only where it is asked to.
//!
//! glibc lets a program define malloc and its kin, and calls them wherever it would call its own. Sizes are those that glibc
//! gives, which are a few bytes more than what was asked for.

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// What the counter says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Calls that gave memory or moved it.
    pub allocations: usize,
    /// Bytes in use, as far as they were counted.
    pub live: usize,
    /// The most bytes in use since the last call of [`start`].
    pub peak: usize,
}

/// Counts from now on, from nothing. What was there before goes uncounted, so that bytes in use wrap around where it is freed.
pub fn start() {
    ALLOCATIONS.store(0, Relaxed);
    LIVE.store(BASE, Relaxed);
    PEAK.store(BASE, Relaxed);
    COUNTING.store(true, Relaxed);
}

/// Stops counting.
pub fn stop() -> Count {
    COUNTING.store(false, Relaxed);
    Count { allocations: ALLOCATIONS.load(Relaxed), live: LIVE.load(Relaxed), peak: PEAK.load(Relaxed) }
}

/// Where bytes in use start, so that they can go down as well.
pub const BASE: usize = 1 << 40;

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
    fn __libc_free(memory: *mut c_void);
    fn malloc_usable_size(memory: *mut c_void) -> usize;
}

#[cold]
fn gained(memory: *mut c_void) {
    ALLOCATIONS.fetch_add(1, Relaxed);
    // SAFETY: glibc has just given it, or it is null, which has no size.
    let size = unsafe { malloc_usable_size(memory) };
    PEAK.fetch_max(LIVE.fetch_add(size, Relaxed) + size, Relaxed);
}

#[cold]
fn lost(memory: *mut c_void) {
    // SAFETY: glibc has given it, or it is null.
    LIVE.fetch_sub(unsafe { malloc_usable_size(memory) }, Relaxed);
}

/// malloc(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the caller's promise, here and below.
    let memory = unsafe { __libc_malloc(size) };
    if COUNTING.load(Relaxed) {
        gained(memory);
    }
    memory
}

/// calloc(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let memory = unsafe { __libc_calloc(count, size) };
    if COUNTING.load(Relaxed) {
        gained(memory);
    }
    memory
}

/// realloc(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn realloc(memory: *mut c_void, size: usize) -> *mut c_void {
    let counting = COUNTING.load(Relaxed);
    if counting {
        lost(memory);
    }
    let memory = unsafe { __libc_realloc(memory, size) };
    if counting {
        gained(memory);
    }
    memory
}

/// free(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(memory: *mut c_void) {
    if COUNTING.load(Relaxed) {
        lost(memory);
    }
    unsafe { __libc_free(memory) }
}

/// memalign(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
    let memory = unsafe { __libc_memalign(alignment, size) };
    if COUNTING.load(Relaxed) {
        gained(memory);
    }
    memory
}

/// aligned_alloc(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
    unsafe { memalign(alignment, size) }
}

/// posix_memalign(3).
///
/// # Safety
///
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn posix_memalign(out: *mut *mut c_void, alignment: usize, size: usize) -> i32 {
    const ENOMEM: i32 = 12;
    let memory = unsafe { memalign(alignment, size) };
    if memory.is_null() {
        return ENOMEM;
    }
    unsafe { *out = memory };
    0
}
