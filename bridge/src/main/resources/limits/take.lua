-- Takes one token from a bucket that is refilled steadily, in one trip. The clock is that of Redis, so that nodes need not agree on theirs.
--
-- KEYS[1]  the bucket
-- ARGV[1]  how many tokens it holds
-- ARGV[2]  milliseconds until one token comes back
--
-- Answers 0 when a token was taken, otherwise the milliseconds until there is one. A bucket that is full again is forgotten.

local most = tonumber(ARGV[1])
local pause = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = most
if kept[1] then
  tokens = math.min(most, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) / pause)
end

local wait = 0
if tokens >= 1 then
  tokens = tokens - 1
else
  wait = math.max(1, math.ceil((1 - tokens) * pause))
end

redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((most - tokens) * pause) + 1000)
return wait
