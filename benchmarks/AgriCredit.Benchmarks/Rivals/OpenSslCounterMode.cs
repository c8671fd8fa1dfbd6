using System.Runtime.InteropServices;

namespace AgriCredit.Benchmarks.Rivals;

/// <summary>OpenSSL's AES-128 in counter mode, as <c>openssl speed -evp aes-128-ctr</c> measures it: what the processor's AES can do.</summary>
internal sealed unsafe partial class OpenSslCounterMode : IDisposable
{
    private const string Library = "libcrypto.so.3";
    private const int BlockLength = 16;
    private readonly nint _context;

    private OpenSslCounterMode(nint context) => _context = context;

    /// <summary>Starts a stream under a key of zeros.</summary>
    /// <returns>The cipher, or null when this machine has no libcrypto of version 3.</returns>
    public static OpenSslCounterMode? TryCreate()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
        {
            return null;
        }

        byte* zeros = stackalloc byte[BlockLength];
        new Span<byte>(zeros, BlockLength).Clear();
        var cipher = new OpenSslCounterMode(EVP_CIPHER_CTX_new());
        Require(EVP_EncryptInit_ex(cipher._context, EVP_aes_128_ctr(), 0, zeros, zeros));
        return cipher;
    }

    /// <summary>Encrypts in place.</summary>
    public void Encrypt(Span<byte> data)
    {
        fixed (byte* bytes = data)
        {
            Require(EVP_EncryptUpdate(_context, bytes, out _, bytes, data.Length));
        }
    }

    /// <summary>Frees the cipher.</summary>
    public void Dispose() => EVP_CIPHER_CTX_free(_context);

    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new InvalidOperationException("OpenSSL refused to encrypt.");
        }
    }

    [LibraryImport(Library)]
    private static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial nint EVP_aes_128_ctr();

    [LibraryImport(Library)]
    private static partial int EVP_EncryptInit_ex(nint context, nint type, nint engine, byte* key, byte* iv);

    [LibraryImport(Library)]
    private static partial int EVP_EncryptUpdate(nint context, byte* output, out int outputLength, byte* input, int inputLength);
}
