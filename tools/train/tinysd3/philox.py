"""The documented noise generator: Philox4x32-10 (Salmon et al. 2011) and an inverse normal CDF.

key = (seed low 32, seed high 32); counter = (index low, index high, stream, 0); element i takes
words (0,1) of counter block i/2 when even, words (2,3) when odd.  stream 0: initial latent noise
(C,H,W row-major); stream 1 + k: ancestral noise of step k.  Only + - * / and a correctly rounded
sqrt are used, so that every language gets the same float32."""
import numpy as np

M0, M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
W0, W1 = 0x9E3779B9, 0xBB67AE85
LOW = np.uint64(0xFFFFFFFF)
LN2 = 0.693147180559945309417232

A = (3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
     4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3)
B = (1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3)
C = (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
D = (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
E = (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
F = (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)


def philox(counter, key):
    """counter: four uint32 arrays [n]; key: two ints -> uint32 [n, 4] after ten rounds."""
    c = [np.asarray(x, np.uint64) for x in counter]
    k0, k1 = key
    for _ in range(10):
        p0, p1 = M0 * c[0], M1 * c[2]
        c = [(p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k0), p1 & LOW,
             (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k1), p0 & LOW]
        k0, k1 = (k0 + W0) & 0xFFFFFFFF, (k1 + W1) & 0xFFFFFFFF
    return np.stack(c, -1).astype(np.uint32)


def uniform(n, seed, stream=0):
    """-> float64 [n] strictly inside (0, 1), 53 bits each."""
    blocks = np.arange((n + 1) // 2, dtype=np.uint64)
    zero = np.zeros_like(blocks)
    counter = (blocks & LOW, blocks >> np.uint64(32), zero + np.uint64(stream), zero)
    words = philox(counter, (seed & 0xFFFFFFFF, seed >> 32)).reshape(-1, 2)[:n].astype(np.uint64)
    bits = (words[:, 0] >> np.uint64(5)) * np.uint64(1 << 26) + (words[:, 1] >> np.uint64(6))
    return (bits.astype(np.float64) + 0.5) / 9007199254740992.0


def log(x):
    """Natural logarithm from + - * / only: x = m 2^e, m in [sqrt(1/2), sqrt(2)), and
    log m = 2 atanh(s), s = (m-1)/(m+1), odd series to s^19 by Horner, plus e ln 2."""
    m, e = np.frexp(x)
    small = m < 0.70710678118654752440
    m, e = np.where(small, m * 2.0, m), np.where(small, e - 1, e)
    s = (m - 1.0) / (m + 1.0)
    s2 = s * s
    series = np.full_like(s, 1.0 / 19.0)
    for k in range(17, 0, -2):
        series = series * s2 + 1.0 / k
    return 2.0 * s * series + e * LN2


def _ratio(num, den, r):
    a, b = np.full_like(r, num[7]), np.full_like(r, den[7])
    for k in range(6, -1, -1):
        a, b = a * r + num[k], b * r + den[k]
    return a / b


def inverse_normal(u):
    """Wichura's AS241 PPND16, double precision; u in (0, 1)."""
    q = u - 0.5
    centre = np.abs(q) <= 0.425
    middle = q * _ratio(A, B, 0.180625 - q * q)
    r = np.sqrt(-log(np.where(q < 0, u, 1.0 - u)))
    tail = np.where(r <= 5.0, _ratio(C, D, r - 1.6), _ratio(E, F, r - 5.0))
    return np.where(centre, middle, np.where(q < 0, -tail, tail))


def normal(shape, seed, stream=0):
    """-> float32 standard normal deviates of the given shape (row-major)."""
    return inverse_normal(uniform(int(np.prod(shape)), seed, stream)).astype(np.float32).reshape(shape)
