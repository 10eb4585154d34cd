module "net" {
  source = "./modules/net"
}

module "remote" {
  source = "hashicorp/consul/aws"
}
