function whole()
  call()
end

function half(a
  local x = = 2
end

function after() return 1 end
