namespace Clearing.Messages.Sessions;

/// <summary>First octet of a control frame's contents.</summary>
public enum ControlKind : byte
{
    None = 0,

    /// <summary>Client: who I am and what I want.</summary>
    Hello = 1,

    /// <summary>Server: a nonce, when keys are in use.</summary>
    Challenge = 2,

    /// <summary>Client: nothing but the proof that the frame carries.</summary>
    Response = 3,

    /// <summary>Server: the session is open.</summary>
    Welcome = 4,

    /// <summary>Either: why the connection ends now.</summary>
    Close = 5,

    /// <summary>Client: I send no more instructions; close when all are answered.</summary>
    Logout = 6,

    /// <summary>Either: are you there, or the answer to that.</summary>
    Heartbeat = 7,

    /// <summary>Client: send the directory.</summary>
    DirectoryRequest = 8,

    /// <summary>Server: a part of the directory.</summary>
    DirectoryPage = 9,

    /// <summary>Client: what became of these instructions.</summary>
    Ask = 10,

    /// <summary>Server: their states.</summary>
    States = 11,

    /// <summary>Client: an order about the participant's own payments and money.</summary>
    Order = 12,

    /// <summary>Server: what became of an order.</summary>
    OrderAnswer = 13,

    /// <summary>Client: notices up to a number are safe with me.</summary>
    NoticesTaken = 14,

    /// <summary>Server: why an instruction was refused, for people.</summary>
    Remark = 15,
}
