"""A client on asyncssh, with the arguments of with_paramiko.py."""

import asyncio
import os
import sys
import warnings

warnings.simplefilter("ignore")  # of what it imports
import asyncssh

port, key, known_hosts, _, user, host, *words = sys.argv[1:]


for descriptor in 0, 1:
    os.set_blocking(descriptor, True)  # rsync made them otherwise


async def copy(read, write, at_end=lambda: None):
    while data := await read():
        await write(data)
    at_end()


async def run(connection):
    process = await connection.create_process(os.fsencode(" ".join(words)), encoding=None)

    async def given():
        return await asyncio.to_thread(os.read, 0, 65536)

    async def send(data):
        process.stdin.write(data)
        await process.stdin.drain()

    def to(stream):
        async def write(data):
            await asyncio.to_thread(stream.write, data)
            await asyncio.to_thread(stream.flush)

        return write

    sending = asyncio.create_task(copy(given, send, process.stdin.write_eof))
    await asyncio.gather(
        copy(lambda: process.stdout.read(65536), to(sys.stdout.buffer)),
        copy(lambda: process.stderr.read(65536), to(sys.stderr.buffer)),
    )
    status = (await process.wait()).exit_status
    sending.cancel()
    return status


async def main():
    async with asyncssh.connect(
        host, int(port), username=user, client_keys=[key], agent_path=None, known_hosts=known_hosts, config=None
    ) as connection:
        if words[0] != "--get":
            return await run(connection)
        async with connection.start_sftp_client() as sftp:
            await sftp.get(words[1], words[2], recurse=True)
            return 0


# Its thread may wait for standard input, which has not ended.
os._exit(asyncio.new_event_loop().run_until_complete(main()))
