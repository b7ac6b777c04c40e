using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Server.Access;

/// <summary>A key as its owner has it: <c>NAME.KEYID.SECRET</c>, the secret 32 random octets in base64url.</summary>
/// <param name="Name">Of the principal.</param>
/// <param name="KeyId">Tells its keys apart.</param>
/// <param name="Secret">Its text, 43 characters.</param>
public sealed record KeyText(string Name, string KeyId, string Secret)
{
    private const int MostName = 64;
    private const int SecretOctets = 32;
    private const int SecretLength = 43;

    /// <summary>SHA-256 of the secret's text, which the access file has.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    /// <summary>A new key.</summary>
    public static KeyText Draw(string name, string keyId) =>
        new(name, keyId, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretOctets)));

    /// <summary>Takes a key apart; null when it is none.</summary>
    public static KeyText? Read(string text) =>
        text.Split('.') is [{ Length: > 0 } name, { Length: > 0 } id, { Length: SecretLength } secret]
        && Ascii.IsValid(secret)
            ? new KeyText(name, id, secret)
            : null;

    /// <summary>Whether a principal or a key may be called so.</summary>
    public static bool IsName(string text) => text.Length is >= 1 and <= MostName
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The whole of it, for its owner only.</summary>
    public override string ToString() => $"{Name}.{KeyId}.{Secret}";
}
