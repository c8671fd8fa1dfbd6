using AgriCredit.Federation.Storage.Tests.Support;

// The process that the tests start beside themselves: it writes until it is killed or its disk is full, or opens a store and says how that went.
return args switch
{
    ["write", string location, string member] => WriterProcess.Write(location, member),
    ["open", string location, string member] => WriterProcess.Open(location, member),
    ["fill", string location, string member] => WriterProcess.Fill(location, member),
    _ => 64,
};
