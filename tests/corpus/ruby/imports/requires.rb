require 'set'
require "json/add/core"
require_relative 'lib/x'
require_relative "../y"
load 'tasks/z.rb'
autoload :Foo, 'foo/bar'
Kernel.require 'kernel'

begin
  require 'optional'
rescue LoadError
end

require name
require "a/#{name}"
other.require 'not/an/import'
