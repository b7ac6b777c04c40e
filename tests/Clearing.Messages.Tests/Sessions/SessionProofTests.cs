using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Sessions;

/// <summary>What a proof covers (catalogue rows X1 and X2, SW-18).</summary>
public sealed class SessionProofTests
{
    private const string Terminal = "BANKUS33AXXX";

    private static readonly AuthenticationKey Key = new(Terminal, 1, Wire.Counting(32), 1000, 2000);

    [Fact]
    public void A_frame_is_proved_by_the_key_that_both_ends_derive()
    {
        byte[] frame = Wire.Frame(FrameKind.Control, FrameMarks.None, "\u0003"u8, proof: Client());

        Assert.Equal([0, 0, 0, 25, (byte)'C', 4, 3, 1, 0, 0, 0, 0, 0, 0, 0], frame[..15]);
        Assert.Equal(31, frame.Length);
        Assert.True(Server().Check(Wire.Read(frame), 1500));
    }

    [Fact]
    public void The_mac_is_made_of_the_octets_that_the_page_names()
    {
        byte[] frame = Wire.Frame(FrameKind.Control, FrameMarks.None, "\u0003"u8, proof: Client());
        byte[] secret = HMACSHA256.HashData(
            Wire.Counting(32),
            (byte[])[.. "clearing session 1"u8, .. SHA256.HashData("hello"u8), .. SHA256.HashData("challenge"u8)]);
        byte[] mac = HMACSHA256.HashData(
            secret,
            (byte[])[1, 1, 1, 0, 0, 0, 1, .. "BANKUS33AXXX"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 7, .. frame[..7]]);

        Assert.Equal(mac[..16], frame[15..]);
    }

    [Fact]
    public void X1_Every_octet_of_a_frame_is_covered()
    {
        byte[] frame = Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:F01}"u8, number: 1, proof: Client());
        for (int bit = 4 * 8; bit < frame.Length * 8; bit++)
        {
            byte[] changed = [.. frame];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadOnlySequence<byte> octets = new(changed);
            if (Frames.TryRead(ref octets, out Frame read) == FrameStatus.Complete)
            {
                Assert.False(Server().Check(read, 1500), $"bit {bit}");
            }
        }

        Assert.True(Server().Check(Wire.Read(frame), 1500));
    }

    [Fact]
    public void X1_A_frame_without_a_proof_with_that_of_another_or_with_a_cut_one_is_refused()
    {
        byte[] one = Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:F01A}"u8, proof: Client());
        byte[] other = Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:F01B}"u8, proof: Client());
        byte[] bare = Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:F01A}"u8);
        byte[] cut = [.. one[..^1]];
        BinaryPrimitives.WriteInt32BigEndian(cut, cut.Length - Frames.HeadLength);
        byte[] zero = [.. one[..^16], .. new byte[16]];

        Assert.False(Server().Check(Wire.Read(bare), 1500));
        Assert.False(Server().Check(Wire.Read([.. one[..^24], .. other[^24..]]), 1500));
        Assert.False(Server().Check(Wire.Read(cut), 1500));
        Assert.False(Server().Check(Wire.Read(zero), 1500));
    }

    [Fact]
    public void X2_A_frame_passes_once_and_in_its_place_only()
    {
        SessionProof client = Client();
        Frame first = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:}"u8, proof: client));
        Frame second = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:}"u8, proof: client));
        SessionProof server = Server();

        Assert.False(server.Check(second, 1500));
        Assert.True(Server().Check(first, 1500));
        server = Server();
        Assert.True(server.Check(first, 1500));
        Assert.False(server.Check(first, 1500));
        Assert.True(server.Check(second, 1500));
    }

    [Fact]
    public void X2_A_frame_of_another_session_key_direction_or_environment_is_refused()
    {
        Frame frame = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:}"u8, proof: Client()));
        Frame back = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:}"u8, proof: Server()));

        Assert.True(Server().Check(frame, 1500));
        Assert.True(Client().Check(back, 1500));
        Assert.False(Server().Check(back, 1500));
        Assert.False(Of(MessageDirection.FromNetwork, challenge: "other").Check(frame, 1500));
        Assert.False(Of(MessageDirection.FromNetwork, hello: "other").Check(frame, 1500));
        Assert.False(Of(MessageDirection.FromNetwork, NetworkEnvironment.Live).Check(frame, 1500));
        Assert.False(Of(MessageDirection.FromNetwork, key: Key with { Id = 2 }).Check(frame, 1500));
        Assert.False(Of(MessageDirection.FromNetwork, key: Key with { Owner = "BANKUS33BXXX" }).Check(frame, 1500));
    }

    [Fact]
    public void X2_A_key_is_good_from_its_first_instant_to_before_its_last()
    {
        Frame frame = Wire.Read(Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:}"u8, proof: Client()));

        Assert.False(Server().Check(frame, 999));
        Assert.True(Server().Check(frame, 1000));
        Assert.True(Server().Check(frame, 1999));
        Assert.False(Server().Check(frame, 2000));
    }

    [Fact]
    public void A_frame_in_pieces_is_checked_alike()
    {
        byte[] octets = Wire.Frame(FrameKind.Fin, FrameMarks.None, "{1:F01}"u8, proof: Client());
        for (int cut = 0; cut <= octets.Length; cut++)
        {
            Assert.True(Server().Check(Wire.Read(Pieces.Of(octets, cut)), 1500));
        }
    }

    private static SessionProof Client() => Of(MessageDirection.ToNetwork);

    private static SessionProof Server() => Of(MessageDirection.FromNetwork);

    private static SessionProof Of(
        MessageDirection sending,
        NetworkEnvironment environment = NetworkEnvironment.Test,
        AuthenticationKey? key = null,
        string hello = "hello",
        string challenge = "challenge") =>
        SessionProof.Derive(
            key ?? Key, environment, sending, Encoding.ASCII.GetBytes(hello),
            Encoding.ASCII.GetBytes(challenge));
}
